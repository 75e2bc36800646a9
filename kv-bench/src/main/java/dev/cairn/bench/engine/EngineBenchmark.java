package dev.cairn.bench.engine;

import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Lookup;
import dev.cairn.api.spi.WriteBatch;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * One thread on a filled store: random reads of keys that are there and that are not, and random
 * overwrites that are visible and in the kernel but not waited for on disk.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the @Setup method before all others.
public class EngineBenchmark {
    private static final int VALUE_BYTES = 100;
    private static final int KEY_BYTES = 24;
    private static final int LOAD_BATCH = 100;
    private static final ValueLayout.OfLong TOKEN =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    @Param({"lsm", "memory"})
    String engine = "lsm";

    @Param({"1000000"})
    int keys = 1_000_000;

    private final SplittableRandom random = new SplittableRandom(42);
    private final MemorySegment key = MemorySegment.ofArray(new byte[KEY_BYTES]);
    private final MemorySegment value = MemorySegment.ofArray(new byte[VALUE_BYTES]);
    private OpenEngine open;

    /** Opens the engine in a temporary folder and writes every key once. */
    @Setup
    public void fill() throws IOException {
        open = OpenEngine.named(engine);
        WriteBatch batch = new WriteBatch();
        for (int i = 0; i < keys; i++) {
            batch.put(keyOf(i, MemorySegment.ofArray(new byte[KEY_BYTES])), value);
            if (batch.writes().size() == LOAD_BATCH || i == keys - 1) {
                open.engine().apply(batch);
                batch.clear();
            }
        }
    }

    /** Closes the engine and removes its files. */
    @TearDown
    public void close() {
        open.close();
    }

    /** Reads a random key that is there. */
    @Benchmark
    public boolean get(Blackhole hole) {
        return read(keyOf(random.nextInt(keys), key), hole);
    }

    /** Reads a random key that is not there. */
    @Benchmark
    public boolean getMissing(Blackhole hole) {
        return read(keyOf(keys + random.nextInt(keys), key), hole);
    }

    /** Overwrites a random key. */
    @Benchmark
    public long put() {
        byte[] owned = new byte[KEY_BYTES];
        return open.engine()
                .apply(
                        new WriteBatch()
                                .put(
                                        keyOf(random.nextInt(keys), MemorySegment.ofArray(owned)),
                                        value));
    }

    private boolean read(MemorySegment wanted, Blackhole hole) {
        StorageEngine store = open.engine();
        Lookup lookup = store.tryRead(wanted, found -> take(found, hole));
        return lookup == Lookup.WOULD_BLOCK
                ? store.read(wanted, found -> take(found, hole))
                : lookup == Lookup.FOUND;
    }

    private static void take(MemorySegment found, Blackhole hole) {
        hole.consume(found.get(ValueLayout.JAVA_BYTE, found.byteSize() - 1));
    }

    /** A token spread over the whole ring, then what a key of the server has behind it. */
    private static MemorySegment keyOf(int i, MemorySegment target) {
        target.set(TOKEN, 0, i * 0x9e3779b97f4a7c15L);
        target.set(TOKEN, Long.BYTES, i);
        return target;
    }
}
