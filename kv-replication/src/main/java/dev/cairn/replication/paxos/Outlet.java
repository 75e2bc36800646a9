package dev.cairn.replication.paxos;

import dev.cairn.api.cluster.NodeId;

/** The way to the other nodes, and to this one. */
@FunctionalInterface
public interface Outlet {
    /** Sends a message, or loses it; one to this node itself arrives later, not at once. */
    void send(NodeId to, PaxosMessage message);
}
