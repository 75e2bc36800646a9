package dev.cairn.replication.quorum;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.ConsistencyPolicy.Outcome;
import dev.cairn.api.spi.ConsistencyPolicy.Quorum;
import java.util.List;

/**
 * Answers counted per group of owners: one group of all owners for most levels, the owners of one
 * data centre for the local levels, one group a data centre for {@code EACH_QUORUM}. Every group
 * needs its number; nodes outside all groups do not count.
 *
 * @param owners who may answer, at most 64; bit i of a set stands for the i-th of them
 * @param groups who is asked for how many
 * @param succeededSet who succeeded
 * @param failedSet who failed
 */
record OwnerQuorum(List<NodeId> owners, List<Group> groups, long succeededSet, long failedSet)
        implements Quorum {
    /**
     * Owners that are counted together.
     *
     * @param members the set of them
     * @param required how many must succeed
     */
    record Group(long members, int required) {}

    @Override
    public Quorum succeeded(NodeId node) {
        long bit = bit(node);
        return bit == 0 ? this : new OwnerQuorum(owners, groups, succeededSet | bit, failedSet);
    }

    @Override
    public Quorum failed(NodeId node) {
        long bit = bit(node);
        return bit == 0 ? this : new OwnerQuorum(owners, groups, succeededSet, failedSet | bit);
    }

    /** The node's bit when its first answer is still to come and the outcome is open, else 0. */
    private long bit(NodeId node) {
        int index = owners.indexOf(node);
        if (index < 0 || outcome() != Outcome.PENDING) {
            return 0;
        }
        long bit = 1L << index;
        return ((succeededSet | failedSet) & bit) == 0 ? bit : 0;
    }

    @Override
    public Outcome outcome() {
        Outcome outcome = Outcome.WON;
        for (Group group : groups) {
            if (Long.bitCount(group.members & ~failedSet) < group.required) {
                return Outcome.LOST;
            }
            if (Long.bitCount(group.members & succeededSet) < group.required) {
                outcome = Outcome.PENDING;
            }
        }
        return outcome;
    }

    @Override
    public int required() {
        int required = 0;
        for (Group group : groups) {
            required += group.required;
        }
        return required;
    }

    @Override
    public int count() {
        int count = 0;
        for (Group group : groups) {
            count += Long.bitCount(group.members & succeededSet);
        }
        return count;
    }
}
