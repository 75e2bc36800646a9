package dev.cairn.replication.paxos;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Voter;
import java.util.List;

/** What became of a read or a change. */
public sealed interface Outcome {
    /**
     * The register's value was agreed on.
     *
     * @param value the value
     * @param mine whether the change that was asked for made it
     * @param by the acceptors that were counted, in the order they answered
     */
    record Chosen(Bytes value, boolean mine, List<Voter> by) implements Outcome {
        /** Copies the list. */
        public Chosen {
            by = List.copyOf(by);
        }
    }

    /**
     * The chain has passed that generation.
     *
     * @param generation the one being decided now
     * @param base the value of the one before
     * @param doubtful whether a value had been put to acceptors before that was known
     */
    record Passed(long generation, Bytes base, boolean doubtful) implements Outcome {}

    /**
     * Other voters were agreed on, or are about to be; the old ones decide nothing more.
     *
     * @param configuration the number of the others
     * @param doubtful whether a value had been put to acceptors before that was known
     */
    record Sealed(long configuration, boolean doubtful) implements Outcome {}

    /** Too few acceptors answered; nothing was put to any of them. */
    record Unavailable() implements Outcome {}

    /** The value was put to acceptors and may be chosen, or be replaced already. */
    record InDoubt() implements Outcome {}
}
