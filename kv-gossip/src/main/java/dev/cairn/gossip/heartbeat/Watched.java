package dev.cairn.gossip.heartbeat;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What one node knows of one other member. Constant size: some numbers and at most {@value
 * #MAX_OPINIONS} opinions.
 */
final class Watched {
    /** Two opinions decide; a few more bridge members that leave or fall silent themselves. */
    static final int MAX_OPINIONS = 4;

    /** A silence must exceed the worst recent gap by this factor. */
    private static final double BEYOND_WORST = 1.25;

    private final NodeId id;
    private final HeartbeatConfig config;
    private ArrivalStatistics arrivals;
    private final Map<NodeId, Long> missedBy = new LinkedHashMap<>();
    private Heartbeat newest = Heartbeat.NONE;
    private Liveness liveness = Liveness.UNKNOWN;
    private long heardAt;

    Watched(NodeId id, HeartbeatConfig config, long now) {
        this.id = id;
        this.config = config;
        this.arrivals = new ArrivalStatistics(config.interval().toNanos());
        this.heardAt = now;
    }

    NodeId id() {
        return id;
    }

    Heartbeat newest() {
        return newest;
    }

    Liveness liveness() {
        return liveness;
    }

    void become(Liveness next) {
        liveness = next;
    }

    /** Whether this node misses its heartbeats. */
    boolean missed() {
        return liveness == Liveness.SUSPECT || liveness == Liveness.DEAD;
    }

    /** A newer heartbeat, at first or second hand. */
    void heard(Heartbeat heartbeat, long now) {
        boolean regular = liveness == Liveness.ALIVE || liveness == Liveness.SUSPECT;
        if (regular && heartbeat.incarnation() == newest.incarnation()) {
            arrivals.record(now - heardAt);
        } else {
            arrivals = new ArrivalStatistics(config.interval().toNanos());
        }
        heardAt = now;
        learned(heartbeat);
    }

    /**
     * A newer heartbeat that its teller has long had: it makes older opinions void and is no sign
     * of life.
     */
    void learned(Heartbeat heartbeat) {
        newest = heartbeat;
        missedBy.clear();
    }

    /** Another member misses the heartbeat after {@link #newest}. */
    void missedBy(NodeId observer, long now) {
        missedBy.remove(observer);
        if (missedBy.size() == MAX_OPINIONS) {
            missedBy.remove(missedBy.keySet().iterator().next());
        }
        missedBy.put(observer, now);
    }

    /** How many others have said lately that they miss it. */
    int opinions(long now) {
        missedBy.values().removeIf(saidAt -> now - saidAt > config.opinionLifetime().toNanos());
        return missedBy.size();
    }

    /** Keeps the opinions of those observers only. */
    void keepOpinions(Predicate<NodeId> of) {
        missedBy.keySet().removeIf(of.negate());
    }

    /** The observing node stood still for a while: that time does not count. */
    void forgive(long nanos, long now) {
        heardAt = Math.min(now, heardAt + nanos);
    }

    /** Whether the silence is out of the ordinary. */
    boolean silentTooLong(long now) {
        long silence = now - heardAt;
        if (silence >= config.maximumSilence().toNanos()) {
            return true;
        }
        return liveness != Liveness.UNKNOWN
                && silence >= config.minimumSilence().toNanos()
                && silence >= BEYOND_WORST * arrivals.worst()
                && arrivals.phi(silence) >= config.phiThreshold();
    }
}
