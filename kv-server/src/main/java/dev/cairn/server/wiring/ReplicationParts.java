package dev.cairn.server.wiring;

import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.ConsistencyPolicy;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.api.spi.Replication;
import dev.cairn.api.spi.StorageEngine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** {@link Replication.Env} as a record; the components are explained there. */
record ReplicationParts(
        NodeId self,
        long storage,
        String bootId,
        List<Lane> lanes,
        Supplier<ClusterView> cluster,
        Partitioner partitioner,
        ConsistencyPolicy consistency,
        Map<String, ConflictResolver> resolvers,
        StorageEngine storageEngine,
        Directory directory,
        Executor storageThreads,
        Replication.Peers peers,
        RandomGenerator random,
        EventSink events,
        Duration requestTimeout,
        Consumer<NodeId> ahead,
        Runnable newerBuckets)
        implements Replication.Env {
    @Override
    public void behind(NodeId peer, long epoch) {
        ahead.accept(peer);
    }

    @Override
    public void bucketsBehind() {
        newerBuckets.run();
    }
}
