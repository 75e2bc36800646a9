package dev.cairn.gossip.dissemination;

import dev.cairn.api.cluster.NodeId;
import java.util.List;

/** What disseminations say to each other. Each fits into one message. */
sealed interface GossipMessage {
    /**
     * How much the sender has of some nodes.
     *
     * @param opening whether it begins an exchange, and the receiver is to ask back for what it
     *     lacks
     * @param known one entry a node
     */
    record Digest(boolean opening, List<Known> known) implements GossipMessage {}

    /**
     * How much is known of one node.
     *
     * @param node who
     * @param edition how much
     */
    record Known(NodeId node, Edition edition) {}

    /**
     * Facts that the receiver lacks.
     *
     * @param changes one entry a node
     */
    record Facts(List<Changes> changes) implements GossipMessage {}

    /**
     * Changes of one node, in its order.
     *
     * @param node whose
     * @param after what the receiver had; version 0 when it had nothing of this incarnation
     * @param facts what came then, or the first of it
     */
    record Changes(NodeId node, Edition after, List<Fact> facts) {}
}
