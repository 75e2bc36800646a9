package dev.cairn.api.cluster;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;

/** What an operator wants of one member. */
public sealed interface MemberChange {
    /** Which member. */
    NodeId node();

    /** Whether only a member that is dead may be changed so. */
    default boolean isForTheDead() {
        return this instanceof Remove || this instanceof Replace;
    }

    /** The step of the topology that begins it; throws {@link KvException} when it may not be. */
    Topology step(NextTopology next);

    /**
     * It hands its ranges over to the others and goes.
     *
     * @param node which member
     */
    record Leave(NodeId node) implements MemberChange {
        @Override
        public Topology step(NextTopology next) {
            return next.leave(node);
        }
    }

    /**
     * It does not leave after all, or not join.
     *
     * @param node which member, in no change that runs
     */
    record Stay(NodeId node) implements MemberChange {
        @Override
        public Topology step(NextTopology next) {
            return next.stay(node);
        }
    }

    /**
     * It goes without its help, because it is dead: others rebuild what it had from the copies.
     *
     * @param node which member
     */
    record Remove(NodeId node) implements MemberChange {
        @Override
        public Topology step(NextTopology next) {
            return next.evict(node);
        }
    }

    /**
     * A node that joins takes its place, because it is dead.
     *
     * @param node which member
     * @param by which node, announced
     */
    record Replace(NodeId node, NodeId by) implements MemberChange {
        @Override
        public Topology step(NextTopology next) {
            return next.replace(node, by);
        }
    }

    /**
     * It gets another share of the ring.
     *
     * @param node which member
     * @param weight 1 to {@value Member#MAX_WEIGHT}
     */
    record Weigh(NodeId node, int weight) implements MemberChange {
        /** Checks the weight. */
        public Weigh {
            if (weight < 1 || weight > Member.MAX_WEIGHT) {
                throw new KvException(
                        ErrorCode.BAD_REQUEST,
                        "a weight is 1 to " + Member.MAX_WEIGHT + ", not " + weight);
            }
        }

        @Override
        public Topology step(NextTopology next) {
            return next.weigh(node, weight);
        }
    }
}
