package dev.cairn.replication.hint;

import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.Replication.Peers;
import dev.cairn.replication.pending.OperationTable;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.round.RoundTable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The items of one lane that this node keeps though it does not own their keys. It hands each to
 * all its owners as they can be reached, and removes it once every one of them has it. Owned by its
 * lane.
 */
public final class Handoff {
    /** How many keys one lane keeps for others; more hints are refused (CORRECTNESS rule 17). */
    public static final int LIMIT = 100_000;

    private static final int MAX_UNDER_WAY = 32;
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final NodeId self;
    private final Lane lane;
    private final Supplier<ClusterView> cluster;
    private final Parts parts;
    private final Map<StorageKey, Set<NodeId>> held = new LinkedHashMap<>();
    private final Queue<StorageKey> pass = new ArrayDeque<>();
    private int underWay;
    private boolean delivering;
    private boolean closed;
    private volatile int lastSize;
    private Lane.@Nullable Timer timer;

    /**
     * What deliveries work with.
     *
     * @param replica this node's copies
     * @param operations what waits for answers
     * @param peers the way to other nodes
     * @param rounds the slices' rounds of deletes
     * @param timeout how long an owner may take to answer
     */
    public record Parts(
            LocalReplica replica,
            OperationTable operations,
            Peers peers,
            RoundTable rounds,
            Duration timeout) {}

    /** Keeps nothing yet. */
    public Handoff(NodeId self, Lane lane, Supplier<ClusterView> cluster, Parts parts) {
        this.self = self;
        this.lane = lane;
        this.cluster = cluster;
        this.parts = parts;
    }

    /** Begins to look for owners that can be reached. */
    public void start() {
        timer = lane.after(INTERVAL, this::step);
    }

    /** Ends it; what is kept stays in the store. */
    public void close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Whether no more is taken. */
    public boolean isFull() {
        return held.size() >= LIMIT;
    }

    /** How many keys are kept. */
    public int size() {
        return held.size();
    }

    /** How many there were when it last looked, about every second; callable on any thread. */
    public int lastSize() {
        return lastSize;
    }

    /**
     * The store may hold something of a key that this node does not own; what was told stays told.
     */
    public void keep(StorageKey key) {
        held.putIfAbsent(key, new HashSet<>());
    }

    /** The store holds something of a key that this node does not own: everything is to be told. */
    public void hold(StorageKey key) {
        held.put(key, new HashSet<>());
        lastSize = held.size();
    }

    /** The slices of the keys that are kept. */
    public BitSet slices() {
        BitSet slices = new BitSet();
        held.keySet().forEach(key -> slices.set(key.slice()));
        return slices;
    }

    private void step() {
        timer = lane.after(INTERVAL, this::step);
        lastSize = held.size();
        if (pass.isEmpty()) {
            pass.addAll(held.keySet());
        }
        deliver();
    }

    /**
     * Keeps deliveries under way while the pass lasts; one that ends at once ends inside the loop.
     */
    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        ClusterView view = cluster.get();
        while (!closed && underWay < MAX_UNDER_WAY && !pass.isEmpty()) {
            deliver(view, pass.remove());
        }
        delivering = false;
    }

    private void deliver(ClusterView view, StorageKey key) {
        Set<NodeId> told = held.get(key);
        int replicas = replicas(view, key);
        if (told == null || view.isWritten(self, key.slice(), replicas)) {
            held.remove(key);
            return;
        }
        List<NodeId> writers = view.writeOwners(key.slice(), replicas);
        if (told.containsAll(writers)) {
            told.clear(); // Whoever was still to be told is no owner any more: tell the rest again.
        }
        List<NodeId> owners =
                writers.stream()
                        .filter(owner -> !told.contains(owner))
                        .filter(owner -> view.liveness(owner) != Liveness.DEAD)
                        .toList();
        if (!owners.isEmpty()) {
            underWay++;
            new Delivery(this, parts, view, key, owners, told)
                    .start(lane.clock().nanos() + parts.timeout().toNanos());
        }
    }

    private static int replicas(ClusterView view, StorageKey key) {
        return view.bucket(key.key().bucket()).n();
    }

    /** A delivery has ended. What was told of a state before {@link #hold} counts no more. */
    void delivered(StorageKey key, Delivery delivery) {
        underWay--;
        Set<NodeId> told = held.get(key);
        ClusterView view = cluster.get();
        if (told != null && told.containsAll(view.writeOwners(key.slice(), replicas(view, key)))) {
            delivery.removeUnlessChanged();
        }
        deliver();
    }

    /** Every owner has it, and it is gone from the store. */
    void removed(StorageKey key) {
        held.remove(key);
    }

    /** Runs a task on the lane. */
    void onLane(Runnable task) {
        lane.execute(task);
    }

    /** It has changed since it was told: everything is to be told again. */
    void changed(StorageKey key) {
        hold(key);
    }
}
