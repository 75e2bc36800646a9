package dev.cairn.api;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * What every replica holds for one key, and what a reader would be shown.
 *
 * @param placement token, slice, epoch and owners
 * @param replicas one entry an owner, in the preference list's order
 * @param resolved what a read of all reachable replicas would return
 */
public record Explanation(
        AdminService.KeyPlacement placement, List<Replica> replicas, List<Sibling> resolved) {
    /**
     * One replica's state.
     *
     * @param node who
     * @param reachable whether it answered; when it did not, nothing is known of what it holds
     * @param versions its siblings, tombstones included; none in a linearizable bucket
     * @param hintsFor nodes for which it keeps a hint of this key; none so far, since owners keep
     *     none and others are not asked
     * @param acceptor what it holds of the key's register; in a linearizable bucket only
     */
    public record Replica(
            NodeId node,
            boolean reachable,
            List<Version> versions,
            List<NodeId> hintsFor,
            Optional<Acceptor> acceptor) {
        /** A replica of an eventual bucket. */
        public Replica(
                NodeId node, boolean reachable, List<Version> versions, List<NodeId> hintsFor) {
            this(node, reachable, versions, hintsFor, Optional.empty());
        }
    }

    /**
     * One acceptor of a register (CASPaxos). Ballots are told as round, {@code .}, proposer; of two
     * the one of the higher round came later.
     *
     * @param storage the data directory in whose name it votes
     * @param votes whether it has a vote at present
     * @param promised nothing below is promised or accepted; {@code 0.0} for no promise
     * @param accepted what it accepted last; empty for nothing
     */
    public record Acceptor(
            long storage, boolean votes, String promised, Optional<Accepted> accepted) {}

    /**
     * A value that an acceptor has accepted, decided or not.
     *
     * @param ballot under which
     * @param version how many writes it is the result of
     * @param timestampMillis when the last of them was made, since 1970
     * @param value what a reader of it would see; empty for nothing
     */
    public record Accepted(
            String ballot, long version, long timestampMillis, Optional<Sibling> value) {}
}
