package dev.cairn.api.spi;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Small facts that every node shall know of every other, spread by gossip: load, software version,
 * addresses. A state machine driven by one lane.
 *
 * <ol>
 *   <li>Each fact belongs to one node, which alone publishes it; the newest (incarnation, then
 *       version) wins everywhere.
 *   <li>While messages get through at times, every member comes to hold every member's newest
 *       facts.
 *   <li>Messages may be lost, repeated and reordered; a malformed one is dropped without effect.
 *   <li>A message is at most {@value #MAX_MESSAGE_BYTES} bytes; facts that do not fit go with later
 *       ones.
 * </ol>
 */
public interface Dissemination {
    /** The largest message, in bytes. */
    int MAX_MESSAGE_BYTES = 16 * 1024;

    /** The largest fact, in bytes. */
    int MAX_FACT_BYTES = 1024;

    /** The members to talk to, the node itself included; facts of others are forgotten. */
    void members(List<Member> members);

    /** Publishes a fact of this node under a short name. */
    void publish(String name, Bytes fact);

    /** The newest known fact of a node. */
    Optional<Bytes> fact(NodeId node, String name);

    /** Time has passed. */
    void tick();

    /** A message of another node; the segment is valid during the call. */
    void receive(NodeId from, MemorySegment message);

    /** How often {@link #tick} wants to be called. */
    Duration interval();

    /** What it may use. */
    interface Env {
        /** The node it runs on. */
        NodeId self();

        /** Grows with every start of this node. */
        long incarnation();

        /** Randomness. */
        RandomGenerator random();

        /** Sends a message to another node's dissemination, or loses it. */
        void send(NodeId to, MemorySegment message);
    }

    /** Makes disseminations. */
    interface Provider<C extends Record> extends Plugin<C> {
        /** A dissemination with this configuration. */
        Dissemination open(C config, Env env);
    }
}
