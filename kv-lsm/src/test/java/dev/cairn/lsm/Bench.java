package dev.cairn.lsm;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Clock;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.spi.StorageEngine.MergeOperator;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One store on a simulated disk, whose background work runs when the test says so. Values are large
 * against the smallest memtable, so that a few dozen puts make a table.
 */
final class Bench implements AutoCloseable {
    static final LsmConfig SMALL =
            LsmConfig.DEFAULT
                    .withMemtableBytes(LsmConfig.LEAST_MEMTABLE_BYTES)
                    .withCacheBytes(0)
                    .withCodecs("none", "none");

    /** Keeps the greater of two texts: commutative, associative, idempotent. */
    static final MergeOperator MAX =
            (key, existing, operand) ->
                    Bytes.copyOf(existing).compareTo(Bytes.copyOf(operand)) > 0
                            ? existing
                            : operand;

    private static final String FILLING = "x".repeat(10_000);

    final SimulatedDirectory disk;
    final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    final Queue<Event> events = new ConcurrentLinkedQueue<>();
    final TreeMap<Bytes, Bytes> model = new TreeMap<>();
    final StorageEngine engine;
    long nanos;

    Bench(SimulatedDirectory disk, LsmConfig config) {
        this.disk = disk;
        Clock clock =
                new Clock() {
                    @Override
                    public long nanos() {
                        return nanos;
                    }

                    @Override
                    public long millis() {
                        return nanos / 1_000_000;
                    }
                };
        this.engine =
                new LsmProvider()
                        .open(
                                config,
                                new StorageEngine.Env(disk, clock, tasks::add, MAX, events::add));
    }

    static Bench open() {
        return new Bench(new SimulatedDirectory(), SMALL);
    }

    static MemorySegment segment(String text) {
        return Bytes.utf8(text).segment();
    }

    /** Does all background work there is. */
    void work() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    long put(String key, String value) {
        Bytes stored = Bytes.utf8(value);
        long position = engine.apply(new WriteBatch().put(segment(key), stored.segment()));
        model.put(Bytes.utf8(key), stored);
        return position;
    }

    /** Puts a value of 10 kB that begins with {@code value}. */
    long putLarge(String key, String value) {
        return put(key, value + FILLING);
    }

    void merge(String key, String operand) {
        engine.apply(new WriteBatch().merge(segment(key), segment(operand)));
        model.merge(Bytes.utf8(key), Bytes.utf8(operand), (a, b) -> a.compareTo(b) > 0 ? a : b);
    }

    void delete(String key) {
        engine.apply(new WriteBatch().delete(segment(key)));
        model.remove(Bytes.utf8(key));
    }

    /**
     * Writes large values of {@code keys} keys, over and over, until the memtable was full {@code
     * times} times.
     */
    void fill(int times, int keys) {
        for (int i = 0; i < times * 55; i++) {
            putLarge("key" + i % keys, "round " + i);
            work();
        }
    }

    void sync() {
        long position = engine.apply(new WriteBatch());
        engine.requestSync(position);
        while (engine.durablePosition() < position) {
            Thread.onSpinWait();
        }
    }

    Optional<Bytes> get(String key) {
        Bytes[] found = {Bytes.EMPTY};
        boolean there = engine.read(segment(key), value -> found[0] = Bytes.copyOf(value));
        return there ? Optional.of(found[0]) : Optional.empty();
    }

    Map<Bytes, Bytes> scan() {
        try (Cursor cursor = engine.cursor(MemorySegment.NULL, MemorySegment.NULL)) {
            return drain(cursor);
        }
    }

    static Map<Bytes, Bytes> drain(Cursor cursor) {
        Map<Bytes, Bytes> pairs = new TreeMap<>();
        while (cursor.next()) {
            pairs.put(Bytes.copyOf(cursor.key()), Bytes.copyOf(cursor.value()));
        }
        return pairs;
    }

    long files(String suffix) {
        return disk.list().stream().filter(name -> name.endsWith(suffix)).count();
    }

    @Override
    public void close() {
        engine.close();
        work();
    }
}
