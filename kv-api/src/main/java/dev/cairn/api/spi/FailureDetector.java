package dev.cairn.api.spi;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Clock;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Evidence in, opinions out: who is alive. A state machine without threads, sockets or timers of
 * its own; it is driven by one lane.
 *
 * <ol>
 *   <li>{@link #tick} is called every {@link #interval}; a late tick is no evidence against
 *       anybody.
 *   <li>Messages go out only through {@link Env#send} and come in only through {@link #receive};
 *       they may be lost, repeated and reordered. A malformed one is dropped without effect.
 *   <li>A member is {@code DEAD} only when at least two observers miss its heartbeats, or as many
 *       as this node does not suspect when those are fewer (CORRECTNESS rule 16).
 *   <li>A member heard of again with a newer heartbeat or incarnation is {@code ALIVE} at once.
 *   <li>{@link Env#changed} is called for every change of an opinion, never for the node itself.
 *   <li>A member that left the list is forgotten; a new one starts {@code UNKNOWN}.
 *   <li>What it sends in one tick and what it keeps for one member is bounded.
 * </ol>
 */
public interface FailureDetector {
    /** The members to watch, the node itself included. */
    void members(List<Member> members);

    /** Time has passed. */
    void tick();

    /** A message of another node's detector; the segment is valid during the call. */
    void receive(NodeId from, MemorySegment message);

    /** The present opinion of a member. */
    Liveness liveness(NodeId node);

    /** How often {@link #tick} wants to be called. */
    Duration interval();

    /** What the detector may use. */
    interface Env {
        /** The node it runs on. */
        NodeId self();

        /** Grows with every start of this node. */
        long incarnation();

        /** Time. */
        Clock clock();

        /** Randomness. */
        RandomGenerator random();

        /** Sends a message to another node's detector, or loses it. */
        void send(NodeId to, MemorySegment message);

        /** An opinion changed. */
        void changed(NodeId node, Liveness from, Liveness to);
    }

    /** Makes detectors. */
    interface Provider<C extends Record> extends Plugin<C> {
        /** A detector with this configuration. */
        FailureDetector open(C config, Env env);
    }
}
