package dev.cairn.gossip;

import dev.cairn.api.spi.Dissemination;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.gossip.dissemination.GossipConfig;
import dev.cairn.gossip.dissemination.GossipDissemination;
import dev.cairn.gossip.heartbeat.HeartbeatConfig;
import dev.cairn.gossip.heartbeat.HeartbeatDetector;
import dev.cairn.gossip.swim.SwimConfig;
import dev.cairn.gossip.swim.SwimDetector;

/**
 * Makes the parts with their default settings, for programs that use this module alone.
 *
 * <pre>{@code
 * FailureDetector detector = Gossip.failureDetector(env);   // env: name, clock, randomness, how to send
 * detector.members(members);
 * timer.every(detector.interval(), detector::tick);         // and pass arriving messages to detector.receive
 * }</pre>
 */
public final class Gossip {
    private Gossip() {}

    /** Who is alive, by heartbeat counters that travel from node to node. */
    public static FailureDetector failureDetector(FailureDetector.Env env) {
        return new HeartbeatDetector(HeartbeatConfig.DEFAULTS, env);
    }

    /**
     * Who is alive, by probing one another: what a node sends stays small however many there are.
     */
    public static FailureDetector swim(FailureDetector.Env env) {
        return new SwimDetector(SwimConfig.DEFAULTS, env);
    }

    /** Facts that every node comes to know of every other, and values of the whole cluster. */
    public static Dissemination dissemination(Dissemination.Env env) {
        return new GossipDissemination(GossipConfig.DEFAULTS, env);
    }
}
