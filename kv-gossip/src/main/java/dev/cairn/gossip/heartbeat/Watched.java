package dev.cairn.gossip.heartbeat;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import java.util.function.Predicate;

/**
 * What one node knows of one member. Constant size: some numbers and the {@link Opinions} of a few
 * others.
 */
final class Watched {
    /** A silence must exceed the worst recent gap by this factor. */
    private static final double BEYOND_WORST = 1.25;

    private final NodeId id;
    private final HeartbeatConfig config;
    private final Opinions opinions = new Opinions();
    private ArrivalStatistics arrivals;
    private long incarnation;
    private long counter;
    private Liveness liveness = Liveness.UNKNOWN;
    private boolean doubted = true;
    private boolean left;
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

    /** The incarnation of the newest heartbeat known. */
    long incarnation() {
        return incarnation;
    }

    /** The counter of the newest heartbeat known. */
    long counter() {
        return counter;
    }

    /** Above 0 when the given heartbeat is newer than what is known, below when it is older. */
    int order(long otherIncarnation, long otherCounter) {
        return otherIncarnation != incarnation
                ? Long.compare(otherIncarnation, incarnation)
                : Long.compare(otherCounter, counter);
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

    /** Whether it has said itself that it leaves. */
    boolean left() {
        return left;
    }

    /** How this node stands to it, as it tells others. */
    Standing standing() {
        if (left) {
            return Standing.LEFT;
        }
        if (missed()) {
            return Standing.MISSED;
        }
        return doubted ? Standing.DOUBTED : Standing.HEARD;
    }

    /** A newer heartbeat, at first or second hand. */
    void heard(long newIncarnation, long newCounter, long now) {
        boolean regular = liveness == Liveness.ALIVE || liveness == Liveness.SUSPECT;
        if (regular && newIncarnation == incarnation) {
            arrivals.record(now - heardAt);
        } else {
            arrivals = new ArrivalStatistics(config.interval().toNanos());
        }
        heardAt = now;
        doubted = false;
        learned(newIncarnation, newCounter);
    }

    /**
     * A newer heartbeat that its teller has long had: it makes older opinions void and is no sign
     * of life.
     */
    void learned(long newIncarnation, long newCounter) {
        incarnation = newIncarnation;
        counter = newCounter;
        left = false;
        opinions.clear();
    }

    /** Its last heartbeat, by its own word. */
    void leaves(long lastIncarnation, long lastCounter) {
        learned(lastIncarnation, lastCounter);
        left = true;
    }

    /** Another member misses the heartbeat after the newest known. */
    void missedBy(NodeId observer, long now) {
        opinions.add(observer, now);
    }

    /** Another member does not miss it, or no longer. */
    void notMissedBy(NodeId observer) {
        opinions.remove(observer);
    }

    /** How many others have said lately that they miss it. */
    int opinions(long now) {
        return opinions.count(now - config.opinionLifetime().toNanos());
    }

    /** Keeps the opinions of those observers only. */
    void keepOpinions(Predicate<NodeId> of) {
        opinions.keep(of);
    }

    /** The observing node stood still for a while: that time does not count. */
    void forgive(long nanos, long now) {
        heardAt = Math.min(now, heardAt + nanos);
    }

    /** Asks others for news when half of the shortest suspicious silence has passed without. */
    void doubtIfSilent(long now, long minimumSilence) {
        doubted = liveness == Liveness.UNKNOWN || now - heardAt >= minimumSilence / 2;
    }

    /** Whether the silence is out of the ordinary. */
    boolean silentTooLong(long now, long minimumSilence) {
        long silence = now - heardAt;
        if (silence < minimumSilence) {
            return false;
        }
        if (silence >= Math.max(minimumSilence, config.maximumSilence().toNanos())) {
            return true;
        }
        return liveness != Liveness.UNKNOWN
                && silence >= BEYOND_WORST * arrivals.worst()
                && arrivals.phi(silence) >= config.phiThreshold();
    }
}
