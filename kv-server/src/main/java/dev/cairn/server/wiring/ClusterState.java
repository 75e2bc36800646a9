package dev.cairn.server.wiring;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Copies;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.Topology;
import dev.cairn.server.config.BucketTable;
import dev.cairn.server.config.Buckets;
import dev.cairn.server.wiring.Rings.Tables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The present {@link ClusterView}: a new immutable snapshot after each change, read from any thread
 * without a lock, changed on the control lane only.
 */
public final class ClusterState implements Supplier<ClusterView> {
    private final Member self;
    private final Rings rings;
    private final Buckets initial;
    private Optional<BucketTable> table;
    private boolean outdated;
    private volatile Snapshot current;

    /**
     * Starts with nothing known of any member but {@code self}.
     *
     * @param initial the properties of buckets by the configuration
     * @param table those that were set since; empty while that is not known
     */
    ClusterState(
            Member self,
            Topology topology,
            Rings rings,
            Buckets initial,
            Optional<BucketTable> table) {
        this.self = self;
        this.rings = rings;
        this.initial = initial;
        this.table = table;
        this.current = snapshot(topology, Map.of(self.id(), Liveness.ALIVE), Set.of());
    }

    @Override
    public ClusterView get() {
        return current;
    }

    /** How buckets are kept. */
    public Buckets buckets() {
        return current.buckets;
    }

    /** Which properties of buckets were set; empty while that is not known. Control lane only. */
    Optional<BucketTable> bucketTable() {
        return table;
    }

    /** The preference table of buckets with {@code replicas} copies, as reads go by it. */
    public PreferenceTable table(int replicas) {
        return current.read.of(replicas);
    }

    /** How this node stands to the topology. */
    Standing standing() {
        return current.standing;
    }

    /** Takes over a changed opinion. */
    void liveness(NodeId node, Liveness opinion) {
        Snapshot old = current;
        Map<NodeId, Liveness> opinions = new HashMap<>(old.opinions);
        opinions.put(node, opinion);
        current =
                new Snapshot(
                        old.topology,
                        old.standing,
                        old.read,
                        old.also,
                        Map.copyOf(opinions),
                        old.draining,
                        old.buckets,
                        old.closed,
                        old.copies);
    }

    /** These members say that they are on their way out of service. */
    void draining(Set<NodeId> members) {
        Snapshot old = current;
        if (!old.draining.equals(members)) {
            current =
                    new Snapshot(
                            old.topology,
                            old.standing,
                            old.read,
                            old.also,
                            old.opinions,
                            Set.copyOf(members),
                            old.buckets,
                            old.closed,
                            old.copies);
        }
    }

    /** Goes by these properties of buckets from now on. */
    void follow(BucketTable newer) {
        table = Optional.of(newer);
        current = snapshot(current.topology, current.opinions, current.draining);
    }

    /** Others have seen more of this node's data directory than it holds. */
    void outdated() {
        outdated = true;
        current = snapshot(current.topology, current.opinions, current.draining);
    }

    /** Goes by another topology from now on. */
    void follow(Topology topology) {
        Map<NodeId, Liveness> opinions = new HashMap<>(current.opinions);
        opinions.keySet().removeIf(node -> topology.member(node).isEmpty());
        opinions.put(self.id(), Liveness.ALIVE);
        current = snapshot(topology, Map.copyOf(opinions), current.draining);
    }

    private Snapshot snapshot(
            Topology topology, Map<NodeId, Liveness> opinions, Set<NodeId> draining) {
        BucketTable set = table.orElse(BucketTable.EMPTY);
        Buckets buckets = set.over(initial);
        rings.follow(buckets);
        Standing standing = outdated ? Standing.OUTDATED : Standing.of(topology, self);
        Tables read = rings.of(topology.readable());
        Topology other =
                topology.readable().equals(topology.future())
                        ? topology.present()
                        : topology.future();
        Tables also = rings.of(other);
        for (int copies : buckets.replicas()) {
            read.of(copies);
            also.of(copies);
        }
        return new Snapshot(
                topology,
                standing == Standing.MEMBER && table.isEmpty() ? Standing.LEARNS : standing,
                read,
                read == also ? Optional.empty() : Optional.of(also),
                opinions,
                draining,
                buckets,
                set.closed(),
                rings.copies());
    }

    /**
     * One moment.
     *
     * @param read the tables that reads go by
     * @param also those of the other ring while a change runs, which writes must satisfy too
     */
    private record Snapshot(
            Topology topology,
            Standing standing,
            Tables read,
            Optional<Tables> also,
            Map<NodeId, Liveness> opinions,
            Set<NodeId> draining,
            Buckets buckets,
            Set<String> closed,
            List<Copies> copies)
            implements ClusterView {
        @Override
        public PreferenceList preference(int slice, int replicas) {
            return read.of(replicas).at(slice);
        }

        @Override
        public List<PreferenceList> writers(int slice, int replicas) {
            PreferenceList first = preference(slice, replicas);
            if (also.isEmpty()) {
                return List.of(first);
            }
            PreferenceList second = also.get().of(replicas).at(slice);
            return second.owners().equals(first.owners()) ? List.of(first) : List.of(first, second);
        }

        @Override
        public List<Copies> copies() {
            return copies;
        }

        @Override
        public Liveness liveness(NodeId node) {
            return opinions.getOrDefault(node, Liveness.UNKNOWN);
        }

        @Override
        public boolean isDraining(NodeId node) {
            return !draining.isEmpty() && draining.contains(node);
        }

        @Override
        public boolean isClosed(String bucket) {
            return !closed.isEmpty() && closed.contains(bucket);
        }

        @Override
        public BucketProperties bucket(String name) {
            return buckets.of(name);
        }
    }
}
