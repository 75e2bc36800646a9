package dev.cairn.api.spi;

import dev.cairn.api.Consistency;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;

/**
 * How many answers an operation needs, from whom, and when it may stop.
 *
 * <ol>
 *   <li>A quorum is a pure value: adding an answer gives a new one, and the order of answers does
 *       not matter.
 *   <li>The same node's answer counts once, whatever it was first.
 *   <li>A quorum that is won or lost stays so.
 *   <li>A quorum is lost as soon as the answers still to come cannot win it.
 *   <li>A level that asks for more replicas than there are owners throws {@link
 *       dev.cairn.api.KvException} {@code BAD_REQUEST} for a count above the bucket's N, and starts
 *       lost where owners are missing.
 *   <li>Only owners count.
 *   <li>Quorums that promise to meet do, in an owner that succeeded in both: {@code QUORUM} with
 *       {@code QUORUM}, {@code ALL} with every level, counts that are more than N together, {@code
 *       LOCAL_QUORUM} with itself in one data centre, and with {@code EACH_QUORUM} in all.
 * </ol>
 */
public interface ConsistencyPolicy {
    /**
     * The quorum of one operation, nothing answered yet. {@code self} tells the local data centre.
     */
    Quorum quorum(
            Consistency level, PreferenceList list, int replicas, ClusterView view, NodeId self);

    /** The state of one operation's answers. */
    interface Quorum {
        /** With the success of one more node. */
        Quorum succeeded(NodeId node);

        /** With the failure of one more node. */
        Quorum failed(NodeId node);

        /** Whether it is decided. */
        Outcome outcome();

        /** How many successes it needs. */
        int required();

        /** How many successes it counts. */
        int count();
    }

    /** Whether a quorum is decided. */
    enum Outcome {
        /** More answers are needed and may come. */
        PENDING,
        /** Enough have succeeded. */
        WON,
        /** Enough cannot succeed any more. */
        LOST
    }

    /** Makes policies. */
    interface Provider<C extends Record> extends Plugin<C> {
        /** A policy with this configuration. */
        ConsistencyPolicy open(C config);
    }
}
