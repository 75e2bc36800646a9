package dev.cairn.replication.cluster;

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
import dev.cairn.api.spi.Transfers;
import dev.cairn.replication.DynamoProvider;
import dev.cairn.replication.quorum.QuorumPolicy;
import dev.cairn.replication.resolve.Counter;
import dev.cairn.replication.resolve.LastWriteWins;
import dev.cairn.replication.resolve.OrSet;
import dev.cairn.replication.resolve.Siblings;
import dev.cairn.testkit.sim.SimulatedDirectory;
import dev.cairn.testkit.sim.VirtualLane;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * One node of a {@link TestCluster}: what survives its process, and the process while there is one.
 */
public final class TestNode implements Replication.Env {
    static final Map<String, ConflictResolver> RESOLVERS =
            Map.of(
                    "siblings", new Siblings(),
                    "lww", new LastWriteWins(),
                    "counter", new Counter(),
                    "or-set", new OrSet());

    private final TestCluster cluster;
    private final NodeId id;
    private long storage;
    private final RandomGenerator random;
    private TestDisk disk = new TestDisk();
    private SimulatedDirectory directory = new SimulatedDirectory();
    private int boots = 1;
    private Duration clockAhead = Duration.ZERO;
    private List<VirtualLane> lanes = List.of();
    private TestEngine engine;
    private Replication replication;
    private boolean up;
    private int starts;
    private long startedAt;

    TestNode(TestCluster cluster, NodeId id, RandomGenerator random) {
        this.cluster = cluster;
        this.id = id;
        this.random = random;
        this.storage = Long.parseLong(id.name().substring(1));
        start();
    }

    /** Starts a process on what the last one left. */
    public void start() {
        lanes = cluster.world().lanes(cluster.settings().lanes(), clockAhead);
        DynamoProvider provider = new DynamoProvider();
        StorageEngine.MergeOperator merge =
                provider.mergeOperator(
                        cluster.settings().config(),
                        bucket -> cluster.resolvers().get(cluster.bucket(bucket).resolver()));
        engine = new TestEngine(disk, cluster.world(), random, merge);
        engine.acknowledgeEarly(cluster.settings().acknowledgesEarly());
        engine.blockingReads(cluster.settings().blockingReads());
        replication = provider.open(cluster.settings().config(), this);
        up = true;
        starts++;
        startedAt = cluster.world().time().nanos();
    }

    /** How long its process has been running. */
    Duration age() {
        return Duration.ofNanos(cluster.world().time().nanos() - startedAt);
    }

    /** Whether it holds again what a lost disk held, as far as it says; it knows after a second. */
    boolean isRebuilt() {
        Transfers.Progress rebuilding = replication.transfers().rebuilding();
        return up
                && age().compareTo(Duration.ofSeconds(1)) > 0
                && rebuilding.arrived() == rebuilding.slices();
    }

    /** Whether all of it can be read, and it holds what it should. */
    boolean isHealed() {
        return disk.unreadable().isEmpty() && isRebuilt();
    }

    /** Which of its processes runs. */
    int starts() {
        return starts;
    }

    /** The process dies; what was applied stays. */
    public void kill() {
        up = false;
        lanes.forEach(VirtualLane::kill);
        engine.kill();
        directory = directory.afterProcessDeath();
        cluster.isolate(id);
    }

    /** The machine loses power; what was not synced may be lost. */
    public void losePower() {
        kill();
        boots++;
        disk.losePower(random);
        directory = directory.afterPowerLoss(random);
    }

    /** The process is dead and its disk is a new one: another data directory. */
    void loseDisk() {
        disk = new TestDisk();
        directory = new SimulatedDirectory();
        storage = random.nextLong();
    }

    /** The process is dead and its store empty, under the same directory's identity. */
    void emptyStore() {
        disk = new TestDisk();
    }

    /**
     * A copy of the whole data directory.
     *
     * @param disk the store
     * @param files what lies beside it
     */
    record Copy(TestDisk disk, SimulatedDirectory files) {}

    /** A copy of the data directory as it is now, as a file system's snapshot is. */
    Copy copy() {
        return new Copy(disk.copy(), directory.afterProcessDeath());
    }

    /** The process is dead, and an operator puts the copy in the place of its data directory. */
    void restore(Copy copy) {
        disk = copy.disk().copy();
        directory = copy.files().afterProcessDeath();
    }

    /** The machine was restarted since. */
    public void reboot() {
        boots++;
    }

    /** Drains and stops as a server does. */
    public void stop() {
        replication.drain();
        replication.close();
        engine.close();
        kill();
    }

    /** Starts again, is reachable, and has heard what others have seen of its directory. */
    public void restart() {
        restartAtOnce();
        cluster.world()
                .time()
                .runUntil(
                        () -> replication.freshness() != Replication.Freshness.CHECKING,
                        Duration.ofSeconds(10));
    }

    /** Starts again and is reachable. */
    void restartAtOnce() {
        start();
        cluster.rejoin(id);
    }

    public boolean isUp() {
        return up;
    }

    public NodeId id() {
        return id;
    }

    TestDisk disk() {
        return disk;
    }

    TestEngine engine() {
        return engine;
    }

    SimulatedDirectory simulatedDirectory() {
        return directory;
    }

    Replication replication() {
        return replication;
    }

    void clockAhead(Duration ahead) {
        clockAhead = ahead;
    }

    /** Runs on one of the node's lanes, if the process lives. */
    void onLane(Consumer<Replication> task) {
        if (up) {
            Replication running = replication;
            lanes.get(random.nextInt(lanes.size())).execute(() -> task.accept(running));
        }
    }

    @Override
    public NodeId self() {
        return id;
    }

    @Override
    public long storage() {
        return storage;
    }

    @Override
    public String bootId() {
        return id + "-boot-" + boots;
    }

    @Override
    public List<Lane> lanes() {
        return List.copyOf(lanes);
    }

    @Override
    public Supplier<ClusterView> cluster() {
        return () -> cluster.viewOf(id);
    }

    @Override
    public void behind(NodeId peer, long epoch) {
        cluster.behind(id, peer);
    }

    @Override
    public Partitioner partitioner() {
        return cluster.partitioner();
    }

    @Override
    public ConsistencyPolicy consistency() {
        return new QuorumPolicy();
    }

    @Override
    public Map<String, ConflictResolver> resolvers() {
        return cluster.resolvers();
    }

    @Override
    public StorageEngine storageEngine() {
        return engine;
    }

    @Override
    public Directory directory() {
        return directory;
    }

    @Override
    public Executor storageThreads() {
        TestEngine living = engine;
        return task ->
                cluster.world()
                        .time()
                        .schedule(
                                Duration.ofNanos(20_000 + random.nextInt(2_000_000)),
                                () -> {
                                    if (living == engine && up) {
                                        task.run();
                                    }
                                });
    }

    @Override
    public dev.cairn.api.spi.Replication.Peers peers() {
        return (to, frame) -> cluster.network().send(id, to, frame);
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public EventSink events() {
        return event -> cluster.told(id, event);
    }

    @Override
    public Duration requestTimeout() {
        return cluster.requestTimeout();
    }
}
