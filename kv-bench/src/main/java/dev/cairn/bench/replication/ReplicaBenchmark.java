package dev.cairn.bench.replication;

import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.PutRequest;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.Transport.Frame;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One replica on one thread: a coordinator's frame comes in, is decoded, done to the store, and
 * answered by a frame. The frames are those of a real coordinator that wrote each key so many
 * times, 100 bytes each, and come in that order, over and over.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the @Setup method before all others.
public class ReplicaBenchmark {
    private static final int VALUE_BYTES = 100;
    private static final int REPLICA = 1;
    private static final int COORDINATOR = 2;

    @Param({"memory", "lsm"})
    String engine = "memory";

    @Param({"1000"})
    int keys = 1000;

    @Param({"50"})
    int versions = 50;

    private final LoopLane replicaLane = new LoopLane();
    private final LoopLane coordinatorLane = new LoopLane();
    private final List<Received> received = new ArrayList<>();
    private final NodeId coordinator = ThreeOwners.node(COORDINATOR);
    private Received[] writes;
    private Received[] reads;
    private BenchNode replica;
    private Optional<BenchNode> client = Optional.empty();
    private long answerBytes;
    private int next;

    private record Received(int kind, byte[] payload) {
        static Received of(Frame frame) {
            byte[] payload = new byte[frame.size()];
            frame.writeTo(MemorySegment.ofArray(payload));
            return new Received(frame.kind(), payload);
        }
    }

    /** Has a coordinator write and read every key through the replica, and keeps its frames. */
    @Setup
    public void capture() throws IOException {
        ClusterView cluster = ThreeOwners.create();
        replica =
                new BenchNode(
                        REPLICA, engine, replicaLane, cluster, (to, frame) -> answered(frame));
        try (BenchNode asking =
                new BenchNode(
                        COORDINATOR,
                        "memory",
                        coordinatorLane,
                        cluster,
                        (to, frame) -> to.equals(replica.self()) && keep(frame))) {
            client = Optional.of(asking);
            for (int i = 0; i < keys * versions; i++) {
                put(asking, i);
            }
            writes = taken();
            for (int i = 0; i < keys; i++) {
                get(asking, i);
            }
            reads = taken();
            client = Optional.empty();
        }
    }

    private boolean answered(Frame frame) {
        answerBytes += frame.size();
        if (client.isPresent()) {
            deliver(client.get(), frame);
        }
        return true;
    }

    private boolean keep(Frame frame) {
        Received copy = Received.of(frame);
        received.add(copy);
        replicaLane.execute(() -> receive(copy));
        return true;
    }

    private void deliver(BenchNode node, Frame frame) {
        Received copy = Received.of(frame);
        coordinatorLane.execute(() ->
                node.replication()
                        .frame(replica.self(), copy.kind(), MemorySegment.ofArray(copy.payload())));
    }

    private void put(BenchNode through, int i) {
        Bytes value = Bytes.wrap(new byte[VALUE_BYTES]);
        through.replication().keyValues().put(PutRequest.of(key(i), value), expected());
        drain();
    }

    private void get(BenchNode through, int i) {
        through.replication().keyValues().get(GetRequest.of(key(i)), expected());
        drain();
    }

    private Key key(int i) {
        return new Key(Key.DEFAULT_BUCKET, Bytes.utf8("user-" + (i % keys) * 7919));
    }

    private static <T> Answer<T> expected() {
        return new Answer<>() {
            @Override
            public void succeeded(T result) {}

            @Override
            public void failed(KvError error) {
                throw new IllegalStateException(error.toString());
            }
        };
    }

    private void drain() {
        boolean some = true;
        while (some) {
            boolean atReplica = replicaLane.drain();
            some = coordinatorLane.drain() || atReplica;
        }
    }

    private Received[] taken() {
        Received[] frames = received.toArray(Received[]::new);
        received.clear();
        return frames;
    }

    /** Closes the store and removes its files. */
    @TearDown
    public void close() {
        replica.close();
    }

    private long receive(Received frame) {
        replica.replication()
                .frame(coordinator, frame.kind(), MemorySegment.ofArray(frame.payload()));
        return answerBytes;
    }

    /**
     * Joins the next version of the next key into what is stored, and acknowledges it. After the
     * last version of all the store is emptied, so that what comes always follows what is there.
     */
    @Benchmark
    public long write() {
        if (next >= writes.length) {
            replica.forget();
        }
        receive(nextOf(writes));
        replicaLane.drain();
        return answerBytes;
    }

    /** Reads the next key and answers with its item. */
    @Benchmark
    public long read() {
        return receive(nextOf(reads));
    }

    private Received nextOf(Received[] frames) {
        if (next >= frames.length) {
            next = 0;
        }
        return frames[next++];
    }
}
