package dev.cairn.bench.version;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.HybridTimestamp;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.version.Version;
import java.util.Optional;
import java.util.OptionalLong;
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

/** Encoding, decoding and joining an item of 100-byte values with one sibling or three. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ItemCodecBenchmark {
    private static final int VALUE_BYTES = 100;
    private static final long MILLIS = 1_800_000_000_000L;

    @Param({"1", "3"})
    int siblings;

    private Item item = Item.EMPTY;
    private Item other = Item.EMPTY;
    private Bytes encoded = Bytes.EMPTY;

    /** Makes two states of one key that both know something the other does not. */
    @Setup
    public void makeItems() {
        item = Item.EMPTY;
        for (int actor = 1; actor <= siblings; actor++) {
            item = item.with(version(actor, 1));
        }
        other = item.with(version(siblings + 1, 1));
        item = item.with(version(siblings + 2, 1));
        encoded = ItemCodec.encode(item);
    }

    /** An item to bytes. */
    @Benchmark
    public Bytes encode() {
        return ItemCodec.encode(item);
    }

    /** Bytes to an item. */
    @Benchmark
    public Item decode() {
        return ItemCodec.decode(encoded.segment());
    }

    /** Two concurrent states to one. */
    @Benchmark
    public Item join() {
        return item.join(other);
    }

    private static Version version(int actor, long counter) {
        Dot dot = new Dot(new ActorId(new NodeId("n" + actor), actor, 1), counter);
        return new Version(
                dot,
                CausalContext.EMPTY,
                HybridTimestamp.ofMillis(MILLIS),
                0,
                Bytes.wrap(new byte[VALUE_BYTES]),
                false,
                OptionalLong.empty(),
                Optional.empty());
    }
}
