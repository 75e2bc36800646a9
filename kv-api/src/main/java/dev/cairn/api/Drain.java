package dev.cairn.api;

import dev.cairn.api.cluster.NodeId;

/**
 * A node on its way out of service: it takes no requests of clients and coordinates none, and its
 * peers ask it to read only when they must. As a replica it goes on, so that it lags behind nobody
 * when it is taken back.
 *
 * @param node the node
 * @param step what it waits for
 * @param left how many requests, or keys kept for others, are left in that step; 0 else
 */
public record Drain(NodeId node, Step step, long left) {
    /** What a node does before it may be stopped, in order. */
    public enum Step {
        /** Requests that it has begun end. */
        REQUESTS,
        /** What it keeps for owners that could not be reached goes to them. */
        HINTS,
        /** What it has written reaches stable storage. */
        SYNC,
        /** Nothing is left to do. */
        DRAINED
    }
}
