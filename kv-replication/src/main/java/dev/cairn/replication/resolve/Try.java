package dev.cairn.replication.resolve;

import dev.cairn.api.spi.ReplicatedDataType.Identity;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.OperationName;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One try of an operation with a name, as it is remembered where it took effect. Another try, by a
 * coordinator that did not know of this one, has the same name and another dot.
 *
 * @param name the operation
 * @param dot the write that was this try
 * @param amount what it adds to a counter; 0 in a set
 * @param millis when its id was made, or when it was tried, since 1970
 * @param timed whether the id tells that
 * @param takenBack whether a delete has covered it, so that no try of it counts any more
 * @param first the write that the id names, where the store gave it
 */
record Try(
        OperationName name,
        Dot dot,
        long amount,
        long millis,
        boolean timed,
        boolean takenBack,
        Optional<Dot> first)
        implements Comparable<Try> {
    private static final Comparator<Try> ORDER =
            Comparator.comparing(Try::name).thenComparing(Try::dot);

    static Try of(Identity id, Dot dot, long amount) {
        return new Try(id.name(), dot, amount, id.millis(), id.timed(), false, id.first());
    }

    /** What is left of it when a delete that wrote {@code by} has covered it. */
    Try takenBack(Dot by) {
        return new Try(name, by, 0, millis, timed, true, Optional.empty());
    }

    /** Of two tries of one operation the one that counts: what a delete covered, else the lower. */
    boolean precedes(Try other) {
        return takenBack == other.takenBack ? dot.compareTo(other.dot) < 0 : takenBack;
    }

    /** All dots that it names. */
    Stream<Dot> dots() {
        return Stream.concat(Stream.of(dot), first.stream());
    }

    /** By name, then dot. */
    @Override
    public int compareTo(Try other) {
        return ORDER.compare(this, other);
    }
}
