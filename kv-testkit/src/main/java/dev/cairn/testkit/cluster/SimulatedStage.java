package dev.cairn.testkit.cluster;

import dev.cairn.api.Explanation;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * A simulated cluster to play on. Its clients ask any node, whether it is up or not.
 *
 * @param cluster the cluster
 * @param random of the load alone, so that it does not depend on what else is drawn
 */
record SimulatedStage(SimulatedCluster cluster, RandomGenerator random) implements Stage {
    SimulatedStage(SimulatedCluster cluster) {
        this(cluster, cluster.world().random("workload"));
    }

    @Override
    public List<KeyValueService> nodes() {
        return cluster.nodes().stream().map(SimulatedNode::keyValues).toList();
    }

    @Override
    public void after(Duration delay, Runnable action) {
        cluster.world().time().schedule(delay, action);
    }

    @Override
    public void run(Duration span) {
        cluster.run(span);
    }

    @Override
    public void await(BooleanSupplier condition, Duration limit) {
        cluster.await(condition, limit);
    }

    @Override
    public Set<Object> states(Key key) {
        Call<Explanation> call = new Call<>();
        cluster.nodes().getFirst().admin().explain(key, call);
        Set<Object> states = new HashSet<>();
        cluster.await(call).result().replicas().forEach(replica -> states.add(replica.versions()));
        return states;
    }
}
