package dev.cairn.server.wiring;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.ReplicaPlacement;
import dev.cairn.server.config.Buckets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The present {@link ClusterView}: a new immutable snapshot after each change, read from any thread
 * without a lock. Preference tables are shared between the snapshots of one topology.
 */
public final class ClusterState implements Supplier<ClusterView> {
    private final Buckets buckets;
    private final Tables tables;
    private volatile Snapshot current;

    /** Starts with nothing known of any member but {@code self}. */
    ClusterState(
            NodeId self,
            Topology topology,
            TokenRing ring,
            ReplicaPlacement placement,
            Buckets buckets) {
        this.buckets = buckets;
        this.tables = new Tables(topology, ring, placement, new ConcurrentHashMap<>());
        buckets.entries().values().forEach(properties -> tables.of(properties.n()));
        this.current = new Snapshot(topology, tables, Map.of(self, Liveness.ALIVE), buckets);
    }

    @Override
    public ClusterView get() {
        return current;
    }

    /** How buckets are kept. */
    public Buckets buckets() {
        return buckets;
    }

    /** The preference table of buckets with {@code replicas} copies. */
    public PreferenceTable table(int replicas) {
        return tables.of(replicas);
    }

    /** Takes over a changed opinion. Called on the control lane only. */
    void liveness(NodeId node, Liveness opinion) {
        Snapshot old = current;
        Map<NodeId, Liveness> opinions = new HashMap<>(old.opinions);
        opinions.put(node, opinion);
        current = new Snapshot(old.topology, tables, Map.copyOf(opinions), buckets);
    }

    /**
     * Tables by replica count, made when first asked for; those that buckets need are made at once.
     */
    private record Tables(
            Topology topology,
            TokenRing ring,
            ReplicaPlacement placement,
            Map<Integer, PreferenceTable> byReplicas) {
        PreferenceTable of(int replicas) {
            PreferenceTable present = byReplicas.get(replicas);
            return present != null
                    ? present
                    : byReplicas.computeIfAbsent(
                            replicas, count -> placement.place(topology, ring, count));
        }
    }

    private record Snapshot(
            Topology topology, Tables tables, Map<NodeId, Liveness> opinions, Buckets buckets)
            implements ClusterView {
        @Override
        public PreferenceList preference(int slice, int replicas) {
            return tables.of(replicas).at(slice);
        }

        @Override
        public Liveness liveness(NodeId node) {
            return opinions.getOrDefault(node, Liveness.UNKNOWN);
        }

        @Override
        public BucketProperties bucket(String name) {
            return buckets.of(name);
        }
    }
}
