package dev.cairn.replication.topology;

import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import java.util.List;

/**
 * What nodes say to each other of the topology beside agreeing on it. Encoded by {@link
 * MembershipCodec}, drawn in docs/formats/topology.md. May be lost, repeated and reordered.
 */
public sealed interface MembershipMessage {
    /**
     * I want to join. Answered by {@link Update} or {@link Declined}; sent again until then.
     *
     * @param joiner who, on which data directory, where
     */
    record Announce(Member joiner) implements MembershipMessage {}

    /**
     * I want to join in the place of a member that is dead. Answered as {@link Announce} is.
     *
     * @param joiner who, on which data directory, where
     * @param lost the dead member
     */
    record Replacing(Member joiner, NodeId lost) implements MembershipMessage {}

    /**
     * You cannot join as you are.
     *
     * @param why a sentence for the operator
     */
    record Declined(String why) implements MembershipMessage {}

    /**
     * So far I go by the topology. Whoever knows a newer one answers with {@link Update}.
     *
     * @param storage the id of the sender's data directory
     * @param incarnation of its topology
     * @param epoch of its topology
     * @param arrived the epoch in which the change began of which it has all ranges; 0 for none
     */
    record Progress(long storage, long incarnation, long epoch, long arrived)
            implements MembershipMessage {}

    /**
     * Whom the sender, a voter, has held dead itself, all the time, for as long as it takes until a
     * member is evicted. Sent to the other voters at every tick.
     *
     * @param dead in the order of their ids
     */
    record Overdue(List<NodeId> dead) implements MembershipMessage {
        /** Copies the list. */
        public Overdue {
            dead = List.copyOf(dead);
        }
    }

    /**
     * This was decided.
     *
     * @param topology the newest one the sender goes by
     */
    record Update(Topology topology) implements MembershipMessage {}
}
