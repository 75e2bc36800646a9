package dev.cairn.api;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Zone;
import java.util.List;

/**
 * Who answered an operation and what that is worth.
 *
 * @param answers the replicas that were counted, in the order they answered
 * @param required how many answers the level asked for
 * @param sloppy whether one of them is no owner of the key
 * @param mayBeStale whether it is a read of a linearizable bucket that asked for less than that
 *     mode promises
 * @param forced whether the cluster was ever forced on without a majority of its voters, so that
 *     what was acknowledged before may be missing
 * @param epoch the topology's epoch under which they were counted
 */
public record Receipt(
        List<ReplicaAnswer> answers,
        int required,
        boolean sloppy,
        boolean mayBeStale,
        boolean forced,
        long epoch) {
    /** The receipt of an operation in a cluster that was never forced on. */
    public Receipt(
            List<ReplicaAnswer> answers,
            int required,
            boolean sloppy,
            boolean mayBeStale,
            long epoch) {
        this(answers, required, sloppy, mayBeStale, false, epoch);
    }

    /** The receipt of an operation that got what its bucket's mode promises. */
    public Receipt(List<ReplicaAnswer> answers, int required, boolean sloppy, long epoch) {
        this(answers, required, sloppy, false, epoch);
    }

    /**
     * One replica's answer.
     *
     * @param node who
     * @param zone where
     * @param durable whether what it acknowledged is on stable storage; always true for a read
     */
    public record ReplicaAnswer(NodeId node, Zone zone, boolean durable) {}

    /** Whether every counted replica holds it on stable storage. */
    public boolean durable() {
        for (ReplicaAnswer answer : answers) {
            if (!answer.durable()) {
                return false;
            }
        }
        return true;
    }
}
