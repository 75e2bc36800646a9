package dev.cairn.replication.register;

import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.replication.register.RegisterMessage.Look;
import dev.cairn.replication.register.RegisterMessage.Seen;
import dev.cairn.replication.replica.StorageKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Asks acceptors what they hold of a key, without a promise or a vote, for somebody who looks at
 * it. Few at a time. Owned by its lane.
 */
final class Looks {
    private static final int MAX_OPEN = 64;

    private final Lane lane;
    private final BiConsumer<NodeId, RegisterMessage> outlet;
    private final Map<Long, Open> open = new HashMap<>();
    private long last;

    /**
     * Nothing is asked yet.
     *
     * @param first where ids begin: random, so that answers to a former process find nothing
     */
    Looks(Lane lane, long first, BiConsumer<NodeId, RegisterMessage> outlet) {
        this.lane = lane;
        this.last = first;
        this.outlet = outlet;
    }

    private static final class Open {
        private final Set<NodeId> asked;
        private final Map<NodeId, Seen> seen = new HashMap<>();
        private final Consumer<Map<NodeId, Seen>> sink;
        private final Lane.Timer timer;

        Open(Set<NodeId> asked, Consumer<Map<NodeId, Seen>> sink, Lane.Timer timer) {
            this.asked = asked;
            this.sink = sink;
            this.timer = timer;
        }
    }

    /** Asks those that are not dead; {@code sink} is told once what was answered in time. */
    void look(
            ClusterView view,
            StorageKey key,
            List<NodeId> owners,
            Duration patience,
            Consumer<Map<NodeId, Seen>> sink) {
        Set<NodeId> living = new HashSet<>(owners);
        living.removeIf(owner -> view.liveness(owner) == Liveness.DEAD);
        if (living.isEmpty() || open.size() == MAX_OPEN) {
            sink.accept(Map.of());
            return;
        }
        long id = ++last;
        open.put(id, new Open(living, sink, lane.after(patience, () -> end(id))));
        Look look = new Look(view.topology().epoch(), id, key);
        living.forEach(owner -> outlet.accept(owner, look));
    }

    /** An answer; one that nobody waits for is dropped. */
    void seen(NodeId from, Seen seen) {
        Open asked = open.get(seen.request());
        if (asked != null && asked.asked.contains(from)) {
            asked.seen.put(from, seen);
            if (asked.seen.size() == asked.asked.size()) {
                end(seen.request());
            }
        }
    }

    private void end(long id) {
        Open asked = open.remove(id);
        if (asked != null) {
            asked.timer.cancel();
            asked.sink.accept(Map.copyOf(asked.seen));
        }
    }
}
