package dev.cairn.replication.pending;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.replication.message.PeerMessage;

/**
 * Something under way that waits for other nodes. Lives in an {@link OperationTable} until it is
 * over.
 */
public interface Operation {
    /** A node answered. */
    void answered(NodeId from, PeerMessage.Answer answer);

    /** The link to a node went down: what it was asked it will not answer. */
    void peerDown(NodeId peer);

    /** The node goes by a newer topology than before. */
    default void clusterChanged() {}

    /** The deadline has passed; the table has forgotten it. */
    void expired();

    /** This node stops; the table has forgotten it. */
    void aborted();
}
