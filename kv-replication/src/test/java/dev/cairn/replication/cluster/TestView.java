package dev.cairn.replication.cluster;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.Topology;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A view in which every member owns slices in turn, and some are dead. */
final class TestView implements ClusterView {
    private final Topology topology;
    private final Set<NodeId> dead;
    private final Function<String, BucketProperties> buckets;
    private final Set<String> closed;
    private final @Nullable Owners[] owners = new Owners[BucketProperties.MAX_REPLICAS + 1];

    /** Who owns the first slices; further ones have the same in turn. */
    private record Owners(List<PreferenceList> lists, List<List<PreferenceList>> writers) {}

    /** Some buckets may take no writes. */
    TestView(
            Topology topology,
            Set<NodeId> dead,
            Function<String, BucketProperties> buckets,
            Set<String> closed) {
        this.closed = closed;
        this.topology = topology;
        this.dead = dead;
        this.buckets = buckets;
    }

    @Override
    public Topology topology() {
        return topology;
    }

    @Override
    public PreferenceList preference(int slice, int replicas) {
        List<PreferenceList> lists = owners(replicas).lists();
        return lists.get(slice % lists.size());
    }

    @Override
    public List<PreferenceList> writers(int slice, int replicas) {
        List<List<PreferenceList>> writers = owners(replicas).writers();
        return writers.get(slice % writers.size());
    }

    private Owners owners(int replicas) {
        Owners known = owners[replicas];
        if (known == null) {
            List<PreferenceList> lists = listsOf(replicas);
            known = new Owners(lists, lists.stream().map(List::of).toList());
            owners[replicas] = known;
        }
        return known;
    }

    private List<PreferenceList> listsOf(int replicas) {
        List<NodeId> nodes = new ArrayList<>();
        topology.members().forEach(member -> nodes.add(member.id()));
        List<PreferenceList> all = new ArrayList<>();
        for (int i = 0; i < topology.members().size(); i++) {
            all.add(new PreferenceList(nodes, Math.min(replicas, nodes.size())));
            Collections.rotate(nodes, -1);
        }
        return List.copyOf(all);
    }

    @Override
    public Liveness liveness(NodeId node) {
        return dead.contains(node) ? Liveness.DEAD : Liveness.ALIVE;
    }

    @Override
    public boolean isClosed(String bucket) {
        return closed.contains(bucket);
    }

    @Override
    public BucketProperties bucket(String name) {
        return buckets.apply(name);
    }
}
