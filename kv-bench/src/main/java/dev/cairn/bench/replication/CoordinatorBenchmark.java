package dev.cairn.bench.replication;

import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.Transport;
import dev.cairn.testkit.sim.SimulatedTransportProvider;
import dev.cairn.testkit.sim.Simulation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Requests at QUORUM through one coordinator of three nodes over the simulated transport, one after
 * another: what the coordinator does, what three replicas do, and what the simulation of their
 * network costs, all on one thread. Virtual time costs nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the @Setup method before all others.
public class CoordinatorBenchmark {
    private static final int VALUE_BYTES = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Param({"1000"})
    int keys = 1000;

    private final Bytes value = Bytes.wrap(new byte[VALUE_BYTES]);
    private final List<BenchNode> nodes = new ArrayList<>();
    private final List<Transport> transports = new ArrayList<>();
    private Simulation world;
    private Lane lane;
    private Key[] names;
    private int next;
    private long answered;

    /** Starts three nodes and writes every key once. */
    @Setup
    public void start() throws IOException {
        world = new Simulation(42);
        ClusterView cluster = ThreeOwners.create();
        for (int number = 1; number <= ThreeOwners.SIZE; number++) {
            List<Lane> lanes = List.copyOf(world.lanes(1));
            start(number, lanes.getFirst(), cluster);
            lane = nodes.size() == 1 ? lanes.getFirst() : lane;
        }
        world.time().advance(Duration.ofSeconds(5));
        names = new Key[keys];
        for (int i = 0; i < keys; i++) {
            names[i] = new Key(Key.DEFAULT_BUCKET, Bytes.utf8("user-" + i * 7919));
        }
        for (int i = 0; i < keys; i++) {
            put();
        }
    }

    private void start(int number, Lane home, ClusterView cluster) throws IOException {
        Transport transport =
                new SimulatedTransportProvider()
                        .open(
                                new NoConfig(),
                                new Transport.Env(
                                        cluster.topology().cluster(),
                                        ThreeOwners.node(number),
                                        List.of(home),
                                        EventSink.NONE));
        Map<NodeId, Transport.Link> links = new HashMap<>();
        for (int other = 1; other <= ThreeOwners.SIZE; other++) {
            if (other != number) {
                NodeId peer = ThreeOwners.node(other);
                links.put(peer, transport.link(ThreeOwners.address(other)));
            }
        }
        BenchNode node =
                new BenchNode(
                        number,
                        "memory",
                        home,
                        cluster,
                        (to, frame) -> {
                            Transport.Link link = links.get(to);
                            return link != null && link.offer(frame);
                        });
        transport.listen(ThreeOwners.address(number), new Receiving(node));
        nodes.add(node);
        transports.add(transport);
    }

    /** Hands the frames of peers to a node. */
    private record Receiving(BenchNode node) implements Transport.FrameHandler {
        @Override
        public void frame(Transport.Link from, int kind, MemorySegment payload) {
            node.replication().frame(from.peer(), kind, payload);
        }

        @Override
        public void up(Transport.Link link) {}

        @Override
        public void down(Transport.Link link, String cause) {}
    }

    /** Stops the nodes. */
    @TearDown
    public void stop() {
        nodes.forEach(BenchNode::close);
        transports.forEach(Transport::close);
    }

    /** Writes the next key; two of three have it when it is answered. */
    @Benchmark
    public long put() {
        PutRequest request = PutRequest.of(nextKey(), value);
        Answer<WriteResult> answer = counted();
        return await(service -> service.put(request, answer));
    }

    /** Reads the next key from two of three. */
    @Benchmark
    public long get() {
        GetRequest request = GetRequest.of(nextKey());
        Answer<ReadResult> answer = counted();
        return await(service -> service.get(request, answer));
    }

    private Key nextKey() {
        next = next + 1 < keys ? next + 1 : 0;
        return names[next];
    }

    private long await(Consumer<KeyValueService> request) {
        long before = answered;
        lane.execute(() -> request.accept(nodes.getFirst().replication().keyValues()));
        if (!world.time().runUntil(() -> answered > before, PATIENCE)) {
            throw new IllegalStateException("no answer");
        }
        return answered;
    }

    private <T> Answer<T> counted() {
        return new Answer<>() {
            @Override
            public void succeeded(T result) {
                answered++;
            }

            @Override
            public void failed(KvError error) {
                throw new IllegalStateException(error.toString());
            }
        };
    }
}
