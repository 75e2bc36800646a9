package dev.cairn.gossip.swim;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.gossip.swim.Update.Claim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one node knows of one other member. */
final class Peer {
    /** What is left of the slowest answer with every one that is faster. */
    private static final double SLOWEST_KEPT = 0.75;

    private final NodeId id;
    private Incarnation incarnation = Incarnation.NONE;
    private Liveness liveness = Liveness.UNKNOWN;
    private @Nullable Suspicion suspicion;
    private List<NodeId> killers = List.of();
    private boolean left;
    private double slowestAnswer;
    private long heardAt = Long.MIN_VALUE;

    Peer(NodeId id) {
        this.id = id;
    }

    NodeId id() {
        return id;
    }

    Incarnation incarnation() {
        return incarnation;
    }

    Liveness liveness() {
        return liveness;
    }

    /** The suspicion against it; null unless it is suspected. */
    @Nullable Suspicion suspicion() {
        return suspicion;
    }

    /** Whether it has said itself that it leaves. */
    boolean left() {
        return left;
    }

    boolean isDead() {
        return liveness == Liveness.DEAD;
    }

    /** A newer life of it is spoken of, without a sign that it lives. */
    void learned(Incarnation newer) {
        incarnation = newer;
    }

    void lives(Incarnation known) {
        incarnation = known;
        liveness = Liveness.ALIVE;
        suspicion = null;
        killers = List.of();
        left = false;
    }

    void suspected(Suspicion by) {
        liveness = Liveness.SUSPECT;
        suspicion = by;
    }

    void dies(List<NodeId> accusers) {
        liveness = Liveness.DEAD;
        suspicion = null;
        killers = accusers;
        left = false;
    }

    void leaves(Incarnation last) {
        incarnation = last;
        dies(List.of());
        left = true;
    }

    /** What others should be told of it. */
    Update update() {
        if (left) {
            return new Update(id, incarnation, Claim.LEFT, List.of());
        }
        if (liveness == Liveness.DEAD) {
            return new Update(id, incarnation, Claim.DEAD, killers);
        }
        return suspicion != null
                ? new Update(id, incarnation, Claim.SUSPECT, suspicion.accusers())
                : Update.alive(id, incarnation);
    }

    /** A message of its own has come. */
    void heard(long now) {
        heardAt = now;
    }

    /** When the last message of its own came; {@link Long#MIN_VALUE} for never. */
    long heardAt() {
        return heardAt;
    }

    /** It took so long to answer, in nanoseconds. */
    void answeredAfter(long nanos) {
        slowestAnswer = Math.max(nanos, slowestAnswer * SLOWEST_KEPT);
    }

    /** How long its slowest answer of late took, faded, in nanoseconds. */
    double slowestAnswer() {
        return slowestAnswer;
    }
}
