package dev.cairn.api.cluster;

import java.util.HexFormat;

/**
 * The identity of a cluster, drawn at random when it is bootstrapped. Nodes of another cluster are
 * refused.
 *
 * @param value 64 random bits
 */
public record ClusterId(long value) {
    /** What a node says that belongs to no cluster yet; no cluster has it. */
    public static final ClusterId NONE = new ClusterId(0);

    /**
     * Reads the 16 hexadecimal digits that {@link #toString} writes; throws {@link
     * IllegalArgumentException}.
     */
    public static ClusterId parse(String text) {
        if (text.length() != 16) {
            throw new IllegalArgumentException(
                    "a cluster id has 16 hexadecimal digits, not \"" + text + "\"");
        }
        return new ClusterId(HexFormat.fromHexDigitsToLong(text));
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value);
    }
}
