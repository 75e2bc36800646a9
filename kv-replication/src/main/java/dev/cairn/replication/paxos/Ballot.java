package dev.cairn.replication.paxos;

import java.util.Comparator;

/**
 * The number of one attempt; no two attempts anywhere have the same.
 *
 * @param round grows with each attempt of a proposer, past all that it has seen
 * @param proposer a random number that the proposer drew when its process started
 */
public record Ballot(long round, long proposer) implements Comparable<Ballot> {
    /** Below every attempt. */
    public static final Ballot NONE = new Ballot(0, 0);

    private static final Comparator<Ballot> ORDER =
            Comparator.comparingLong(Ballot::round)
                    .thenComparing(Ballot::proposer, Long::compareUnsigned);

    @Override
    public int compareTo(Ballot other) {
        return ORDER.compare(this, other);
    }

    /** Whether it comes after {@code other}. */
    public boolean isAbove(Ballot other) {
        return compareTo(other) > 0;
    }

    /** The later one. */
    public Ballot max(Ballot other) {
        return isAbove(other) ? this : other;
    }

    @Override
    public String toString() {
        return round + "." + Long.toHexString(proposer);
    }
}
