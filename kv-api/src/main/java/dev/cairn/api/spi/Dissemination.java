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
 * What every node shall know, spread by gossip: small facts that each node says of itself (load,
 * software version), and values of the whole cluster (topology, bucket properties). A state machine
 * driven by one lane.
 *
 * <ol>
 *   <li>Each fact belongs to one node, which alone publishes it; the newest (incarnation, then
 *       version) wins everywhere.
 *   <li>While messages get through at times, every member comes to hold every member's newest facts
 *       and the highest version of every value.
 *   <li>Messages may be lost, repeated and reordered; a malformed one is dropped without effect.
 *   <li>A message is at most {@value #MAX_MESSAGE_BYTES} bytes; facts that do not fit go with later
 *       ones, and a value that does not fit goes in parts.
 *   <li>A value is seen whole or not at all; its version never goes back. One version of one name
 *       has one content: who offers values draws their versions from one place, such as a register.
 *   <li>{@link Env#learned} is called once for every version of a value that this node takes from
 *       others, and not for those that it offered itself.
 * </ol>
 */
public interface Dissemination {
    /** The largest message, in bytes. */
    int MAX_MESSAGE_BYTES = 16 * 1024;

    /** The largest fact, in bytes. */
    int MAX_FACT_BYTES = 1024;

    /** The largest value, in bytes. */
    int MAX_VALUE_BYTES = 512 * 1024;

    /** The members to talk to, the node itself included; facts of others are forgotten. */
    void members(List<Member> members);

    /** Publishes a fact of this node under a short name. */
    void publish(String name, Bytes fact);

    /** The newest known fact of a node. */
    Optional<Bytes> fact(NodeId node, String name);

    /**
     * Makes a value of the whole cluster known, unless this node holds that version or a higher one
     * already. Throws {@link IllegalArgumentException} when the name or the content is too long, or
     * the version below 1.
     */
    void offer(String name, long version, Bytes content);

    /** The value of that name in the highest version that has reached this node whole. */
    Optional<Value> value(String name);

    /** Time has passed. */
    void tick();

    /** A message of another node; the segment is valid during the call. */
    void receive(NodeId from, MemorySegment message);

    /** How often {@link #tick} wants to be called. */
    Duration interval();

    /**
     * A value of the whole cluster.
     *
     * @param name what it is, 1 to 64 characters
     * @param version grows with every change
     * @param content the value itself
     */
    record Value(String name, long version, Bytes content) {}

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

        /** A value has come from others, whole, in a higher version than was known. */
        default void learned(Value value) {}
    }

    /** Makes disseminations. */
    interface Provider<C extends Record> extends Plugin<C> {
        /** A dissemination with this configuration. */
        Dissemination open(C config, Env env);
    }
}
