package dev.cairn.api.spi;

import dev.cairn.api.cluster.ClusterId;
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
 *       as this node does not suspect when those are fewer (CORRECTNESS rule 16), or when it said
 *       that it leaves.
 *   <li>A member heard of again with a newer heartbeat or incarnation is {@code ALIVE} at once.
 *   <li>{@link Env#changed} is called for every change of an opinion, never for the node itself.
 *   <li>A member that left the list is forgotten; a new one starts {@code UNKNOWN}.
 *   <li>What it sends in one tick and what it keeps for one member is bounded.
 *   <li>After {@link #leave} the others hold this node {@code DEAD} as soon as they hear of it,
 *       without having suspected it; its next incarnation is alive again.
 *   <li>Messages of another cluster are dropped. One that comes under a member's name from another
 *       data directory than that member's has no effect but that both sides call {@link
 *       Env#refused}.
 * </ol>
 */
public interface FailureDetector {
    /** The members to watch, the node itself included. */
    void members(List<Member> members);

    /** Time has passed. */
    void tick();

    /** A message of another node's detector; the segment is valid during the call. */
    void receive(NodeId from, MemorySegment message);

    /**
     * Tells others that this node is about to stop, so that nobody need wait for its heartbeats.
     * Called once, last.
     */
    void leave();

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

        /** The cluster; messages of any other are dropped. */
        default ClusterId cluster() {
            return new ClusterId(0);
        }

        /** The random id of this node's data directory; 0 when it has none, and nobody checks. */
        default long storage() {
            return 0;
        }

        /** Time. */
        Clock clock();

        /** Randomness. */
        RandomGenerator random();

        /** Sends a message to another node's detector, or loses it. */
        void send(NodeId to, MemorySegment message);

        /** An opinion changed. */
        void changed(NodeId node, Liveness from, Liveness to);

        /**
         * Somebody uses a name that is taken. Told once for each data directory.
         *
         * @param node the name
         * @param storage the data directory that may not bear it; {@link #storage} when it is this
         *     node that others refuse, and that should stop
         */
        default void refused(NodeId node, long storage) {}
    }

    /** Makes detectors. */
    interface Provider<C extends Record> extends Plugin<C> {
        /** A detector with this configuration. */
        FailureDetector open(C config, Env env);
    }
}
