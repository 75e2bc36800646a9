package dev.cairn.replication.paxos;

import dev.cairn.api.Bytes;

/** What became of a read or a change. */
public sealed interface Outcome {
    /**
     * The register's value was agreed on.
     *
     * @param value the value
     * @param mine whether the change that was asked for made it
     */
    record Chosen(Bytes value, boolean mine) implements Outcome {}

    /**
     * The chain has passed that generation.
     *
     * @param generation the one being decided now
     * @param base the value of the one before
     * @param doubtful whether a value had been put to acceptors before that was known
     */
    record Passed(long generation, Bytes base, boolean doubtful) implements Outcome {}

    /**
     * Other voters were agreed on, or are about to be; nothing was changed under the old ones.
     *
     * @param configuration the number of the others
     */
    record Sealed(long configuration) implements Outcome {}

    /** Too few acceptors answered; nothing was put to any of them. */
    record Unavailable() implements Outcome {}

    /** The value was put to acceptors and may be chosen, or be replaced already. */
    record InDoubt() implements Outcome {}
}
