package dev.cairn.testkit.contract;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.Topology;

/**
 * A cluster in which nothing happens, for tests of what is handed a {@link ClusterView}: all of its
 * nodes live, every slice has the same owners, and buckets have the defaults. Safe for all threads.
 *
 * @param topology its members
 * @param owners of every slice, however many copies a bucket has
 */
public record SteadyView(Topology topology, PreferenceList owners) implements ClusterView {
    @Override
    public PreferenceList preference(int slice, int replicas) {
        return owners;
    }

    @Override
    public Liveness liveness(NodeId node) {
        return Liveness.ALIVE;
    }

    @Override
    public BucketProperties bucket(String name) {
        return BucketProperties.DEFAULT;
    }
}
