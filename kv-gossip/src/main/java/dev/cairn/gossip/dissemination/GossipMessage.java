package dev.cairn.gossip.dissemination;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.NodeId;
import java.util.List;

/** What disseminations say to each other. Each fits into one message. */
sealed interface GossipMessage {
    /**
     * How much the sender has of some values and nodes.
     *
     * @param opening whether it begins an exchange, and the receiver is to ask back for what it
     *     lacks
     * @param values one entry a value
     * @param known one entry a node
     */
    record Digest(boolean opening, List<Held> values, List<Known> known) implements GossipMessage {}

    /**
     * Which version of a value the sender has whole.
     *
     * @param name which value
     * @param version which version
     */
    record Held(String name, long version) {}

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

    /**
     * The sender asks for parts of a value.
     *
     * @param name which value
     * @param version which version
     * @param parts the parts it lacks, a bit each, the first lowest
     */
    record Want(String name, long version, long parts) implements GossipMessage {}

    /**
     * One part of a value. All but the last have {@value Values#PART_BYTES} bytes.
     *
     * @param name which value
     * @param version which version
     * @param size bytes of the whole
     * @param checksum CRC32C over name, version and whole content
     * @param index which part, from 0
     * @param content its bytes
     */
    record Part(String name, long version, int size, int checksum, int index, Bytes content)
            implements GossipMessage {}
}
