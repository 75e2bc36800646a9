package dev.cairn.api.peer;

import java.util.OptionalInt;

/**
 * The versions of a transport's protocol that a node speaks: all from the lowest to the highest. A
 * release speaks its predecessor's version beside its own, so that nodes can be upgraded one by
 * one.
 *
 * @param lowest the oldest, 0 to 255
 * @param highest the newest, not below it
 */
public record ProtocolRange(int lowest, int highest) {
    private static final int LARGEST = 255;

    /** Checks the range; throws {@link IllegalArgumentException}. */
    public ProtocolRange {
        if (lowest < 0 || highest < lowest || highest > LARGEST) {
            throw new IllegalArgumentException(
                    "no range of versions: " + lowest + " to " + highest);
        }
    }

    /** One version alone. */
    public static ProtocolRange only(int version) {
        return new ProtocolRange(version, version);
    }

    /** The newest version that is in both. */
    public OptionalInt newestCommon(ProtocolRange other) {
        int newest = Math.min(highest, other.highest);
        return newest < Math.max(lowest, other.lowest)
                ? OptionalInt.empty()
                : OptionalInt.of(newest);
    }

    @Override
    public String toString() {
        return lowest + " to " + highest;
    }
}
