package dev.cairn.replication.quorum;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.ConsistencyPolicy.Outcome;
import dev.cairn.api.spi.ConsistencyPolicy.Quorum;
import java.util.List;

/**
 * Two quorums that must both be won: that of the present owners and that of the future ones, while
 * a range moves (CORRECTNESS rule 9). A node that is in both counts in both.
 *
 * @param first the one whose number is told
 * @param second the other
 */
public record JointQuorum(Quorum first, Quorum second) implements Quorum {
    /** The quorum of one or two; throws {@link IllegalArgumentException} for another number. */
    public static Quorum of(List<Quorum> quorums) {
        return switch (quorums.size()) {
            case 1 -> quorums.getFirst();
            case 2 -> new JointQuorum(quorums.getFirst(), quorums.getLast());
            default -> throw new IllegalArgumentException(quorums.size() + " quorums");
        };
    }

    @Override
    public Quorum succeeded(NodeId node) {
        return with(first.succeeded(node), second.succeeded(node));
    }

    @Override
    public Quorum failed(NodeId node) {
        return with(first.failed(node), second.failed(node));
    }

    /** The same object where nothing is new, as of each of the two. */
    private Quorum with(Quorum one, Quorum other) {
        return one == first && other == second ? this : new JointQuorum(one, other);
    }

    @Override
    public Outcome outcome() {
        Outcome one = first.outcome();
        Outcome other = second.outcome();
        if (one == Outcome.LOST || other == Outcome.LOST) {
            return Outcome.LOST;
        }
        return one == other ? one : Outcome.PENDING;
    }

    @Override
    public int required() {
        return Math.max(first.required(), second.required());
    }

    /** The number of the one that counts less. */
    @Override
    public int count() {
        return Math.min(first.count(), second.count());
    }
}
