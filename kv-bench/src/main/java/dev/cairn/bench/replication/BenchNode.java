package dev.cairn.bench.replication;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.ConsistencyPolicy;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.api.spi.Replication;
import dev.cairn.api.spi.Replication.Peers;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.bench.Plugins;
import dev.cairn.bench.engine.OpenEngine;
import dev.cairn.replication.DynamoProvider;
import dev.cairn.replication.ReplicationConfig;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** One node's replication with one lane, and no more of a server than it needs. */
final class BenchNode implements Replication.Env, AutoCloseable {
    private static final ReplicationConfig CONFIG = ReplicationConfig.DEFAULT;

    private final int number;
    private final Lane lane;
    private final ClusterView cluster;
    private final Peers peers;
    private final SimulatedDirectory directory = new SimulatedDirectory();
    private final RandomGenerator random = new SplittableRandom(42);
    private final ConsistencyPolicy quorums = policy();
    private final ConflictResolver siblings = resolver();
    private final Partitioner partitioner = partitioner("vnode");
    private final OpenEngine store;
    private final Replication replication;

    /** Node {@code n<number>} over the engine of that name. */
    BenchNode(int number, String engine, Lane lane, ClusterView cluster, Peers peers)
            throws IOException {
        this.number = number;
        this.lane = lane;
        this.cluster = cluster;
        this.peers = peers;
        DynamoProvider provider = new DynamoProvider();
        this.store =
                OpenEngine.unsynced(
                        engine, lane, provider.mergeOperator(CONFIG, bucket -> siblings));
        this.replication = provider.open(CONFIG, this);
    }

    private static ConsistencyPolicy policy() {
        return open(Plugins.find(ConsistencyPolicy.Provider.class, "quorum"));
    }

    private static <C extends Record> ConsistencyPolicy open(
            ConsistencyPolicy.Provider<C> provider) {
        return provider.open(provider.config().defaults());
    }

    private static ConflictResolver resolver() {
        return open(Plugins.find(ConflictResolver.Provider.class, "siblings"));
    }

    private static <C extends Record> ConflictResolver open(ConflictResolver.Provider<C> provider) {
        return provider.open(provider.config().defaults());
    }

    private static Partitioner partitioner(String name) {
        return open(Plugins.find(Partitioner.Provider.class, name));
    }

    private static <C extends Record> Partitioner open(Partitioner.Provider<C> provider) {
        return provider.open(provider.config().defaults());
    }

    Replication replication() {
        return replication;
    }

    /** Removes all that the store holds. */
    void forget() {
        WriteBatch removals = new WriteBatch();
        try (Cursor all = storageEngine().cursor(MemorySegment.NULL, MemorySegment.NULL)) {
            while (all.next()) {
                removals.delete(Bytes.copyOf(all.key()).segment());
            }
        }
        storageEngine().apply(removals);
    }

    @Override
    public NodeId self() {
        return ThreeOwners.node(number);
    }

    @Override
    public long storage() {
        return number;
    }

    @Override
    public String bootId() {
        return "bench";
    }

    @Override
    public List<Lane> lanes() {
        return List.of(lane);
    }

    @Override
    public Supplier<ClusterView> cluster() {
        return () -> cluster;
    }

    @Override
    public Partitioner partitioner() {
        return partitioner;
    }

    @Override
    public ConsistencyPolicy consistency() {
        return quorums;
    }

    @Override
    public Map<String, ConflictResolver> resolvers() {
        return Map.of("siblings", siblings);
    }

    @Override
    public StorageEngine storageEngine() {
        return store.engine();
    }

    @Override
    public Directory directory() {
        return directory;
    }

    @Override
    public Executor storageThreads() {
        return Runnable::run;
    }

    @Override
    public Peers peers() {
        return peers;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public EventSink events() {
        return EventSink.NONE;
    }

    @Override
    public Duration requestTimeout() {
        return Duration.ofSeconds(10);
    }

    @Override
    public void close() {
        replication.close();
        store.close();
    }
}
