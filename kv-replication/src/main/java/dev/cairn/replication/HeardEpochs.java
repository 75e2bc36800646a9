package dev.cairn.replication;

import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Tells when peers go by a newer topology than this node: of every epoch at once, and again in
 * every {@link #PAUSE} while this node stays behind. Owned by one lane.
 */
final class HeardEpochs {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Lane lane;
    private final Supplier<ClusterView> cluster;
    private final Listener listener;
    private long lastTold;
    private long toldAt;

    /** Hears that this node is behind. */
    @FunctionalInterface
    interface Listener {
        /** The peer goes by that epoch. */
        void behind(NodeId peer, long epoch);
    }

    HeardEpochs(Lane lane, Supplier<ClusterView> cluster, Listener listener) {
        this.lane = lane;
        this.cluster = cluster;
        this.listener = listener;
    }

    /** A message said which epoch its sender goes by. */
    void heard(NodeId from, long epoch) {
        if (epoch <= cluster.get().topology().epoch()) {
            return;
        }
        long now = lane.clock().nanos();
        if (epoch > lastTold || now - toldAt >= PAUSE.toNanos()) {
            lastTold = epoch;
            toldAt = now;
            listener.behind(from, epoch);
        }
    }
}
