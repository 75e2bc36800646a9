package dev.cairn.api.version;

import dev.cairn.api.OperationId;
import dev.cairn.api.SessionOperation;
import java.util.Comparator;

/**
 * Which operation an id names, however it is tried: in a few bytes, for what is remembered of it.
 *
 * @param origin the client that numbers its operations; for all others the id's {@link
 *     OperationId#tag}
 * @param number the number that the client gave it; 0 for all others
 */
public record OperationName(long origin, long number) implements Comparable<OperationName> {
    private static final Comparator<OperationName> ORDER =
            Comparator.comparingLong(OperationName::origin)
                    .thenComparingLong(OperationName::number);

    /** The name of the operation with this id. */
    public static OperationName of(OperationId id) {
        return SessionOperation.of(id)
                .map(told -> new OperationName(told.session(), told.number()))
                .orElseGet(() -> new OperationName(id.tag(), 0));
    }

    /** 64 bits that stand for it: the origin alone, or mixed with the number by SplitMix64. */
    public long tag() {
        if (number == 0) {
            return origin;
        }
        long mixed = origin + number * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    /** By origin, then number. */
    @Override
    public int compareTo(OperationName other) {
        return ORDER.compare(this, other);
    }
}
