package dev.cairn.bench.ring;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.api.spi.ReplicaPlacement;
import dev.cairn.bench.Plugins;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From a key to its preference list, and from a topology to all of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@SuppressWarnings("NullAway.Init") // JMH calls the @Setup method before all others.
public class RingBenchmark {
    private static final int KEYS = 1024;
    private static final int REPLICAS = 3;
    private static final int RACKS = 3;

    @Param({"vnode", "fixed"})
    String partitioner = "vnode";

    @Param({"3", "100", "1000"})
    int nodes = 3;

    private final Key[] keys = new Key[KEYS];
    private final long[] keyTokens = new long[KEYS];
    private Partitioner tokens;
    private ReplicaPlacement placement;
    private Topology topology;
    private PreferenceTable table;
    private int next;

    /** Makes a cluster of that many nodes, spread over three racks. */
    @Setup
    public void makeRing() {
        for (int i = 0; i < KEYS; i++) {
            keys[i] = new Key(Key.DEFAULT_BUCKET, Bytes.utf8("user-" + i * 7919));
        }
        tokens = open(Plugins.find(Partitioner.Provider.class, partitioner));
        for (int i = 0; i < KEYS; i++) {
            keyTokens[i] = tokens.token(keys[i]);
        }
        placement = open(Plugins.find(ReplicaPlacement.Provider.class, "zone-aware"));
        List<Member> members = new ArrayList<>();
        for (int i = 1; i <= nodes; i++) {
            members.add(
                    new Member(
                            new NodeId("n" + i),
                            i,
                            new Address("node", i),
                            new Zone("dc1", "r" + i % RACKS),
                            1,
                            MemberState.ACTIVE));
        }
        topology = new Topology(new ClusterId(1), 1, members);
        table = buildTable();
    }

    /** Key to token, slice and preference list. */
    @Benchmark
    public PreferenceList lookup() {
        Key key = keys[next++ & (KEYS - 1)];
        return table.at(Slices.of(tokens.token(key)));
    }

    /** Token to slice and preference list: what a request with a routed token pays. */
    @Benchmark
    public PreferenceList lookupByToken() {
        return table.at(Slices.of(keyTokens[next++ & (KEYS - 1)]));
    }

    /** Topology to ring to every preference list: what each new epoch costs. */
    @Benchmark
    public PreferenceTable buildTable() {
        return placement.place(topology, tokens.ring(topology), REPLICAS);
    }

    private static <C extends Record> Partitioner open(Partitioner.Provider<C> provider) {
        return provider.open(provider.config().defaults());
    }

    private static <C extends Record> ReplicaPlacement open(ReplicaPlacement.Provider<C> provider) {
        return provider.open(provider.config().defaults());
    }
}
