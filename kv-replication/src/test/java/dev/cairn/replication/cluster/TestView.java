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

/** A view in which every member owns slices in turn, and some are dead. */
public record TestView(
        Topology topology, Set<NodeId> dead, Function<String, BucketProperties> buckets)
        implements ClusterView {
    @Override
    public PreferenceList preference(int slice, int replicas) {
        List<NodeId> nodes = new ArrayList<>();
        topology.members().forEach(member -> nodes.add(member.id()));
        Collections.rotate(nodes, -(slice % nodes.size()));
        return new PreferenceList(nodes, Math.min(replicas, nodes.size()));
    }

    @Override
    public Liveness liveness(NodeId node) {
        return dead.contains(node) ? Liveness.DEAD : Liveness.ALIVE;
    }

    @Override
    public BucketProperties bucket(String name) {
        return buckets.apply(name);
    }
}
