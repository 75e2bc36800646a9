package dev.cairn.replication.paxos;

import dev.cairn.api.Bytes;

/**
 * What one acceptor knows of one register. Immutable; the rules of an acceptor are its methods.
 *
 * @param generation of a chain, the one being decided; 0 for a plain register
 * @param configuration of a chain, the voters' number in {@code base}
 * @param base of a chain, the value of the generation before
 * @param promised no attempt below may be promised or accepted
 * @param accepted what was accepted last
 */
public record Cell(
        long generation, long configuration, Bytes base, Ballot promised, Proposed accepted) {
    /** Never heard of. */
    public static final Cell EMPTY = new Cell(0, 0, Bytes.EMPTY, Ballot.NONE, Proposed.NOTHING);

    /** The empty cell of a chain's generation; what was kept of the one before is over. */
    static Cell begin(Scope scope) {
        return new Cell(
                scope.generation(),
                scope.configuration(),
                scope.base(),
                Ballot.NONE,
                Proposed.NOTHING);
    }

    /** Whether {@code ballot} may be promised; repeating the last promise is harmless. */
    public boolean mayPromise(Ballot ballot) {
        return !promised.isAbove(ballot);
    }

    /** The cell after the promise. */
    public Cell promise(Ballot ballot) {
        return new Cell(generation, configuration, base, ballot, accepted);
    }

    /** The cell after accepting; whoever accepts has promised as well. */
    public Cell accept(Proposed proposed) {
        return new Cell(generation, configuration, base, proposed.ballot(), proposed);
    }

    /** The cell after taking what another acceptor has accepted; its own promise stays. */
    public Cell adopt(Proposed proposed) {
        return new Cell(generation, configuration, base, promised.max(proposed.ballot()), proposed);
    }

    /** Plain requests under configurations below are refused; only a chain seals. */
    long seal() {
        return generation == 0 ? 0 : Math.max(configuration, accepted.seal());
    }
}
