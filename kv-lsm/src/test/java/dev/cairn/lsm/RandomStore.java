package dev.cairn.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Clock;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A store beside a sorted map that goes through all the same, in one thread: random batches, reads
 * of every kind, flushes, compactions, other strategies and settings, reopens, crashes.
 */
final class RandomStore {
    private static final int KEYS = 300;
    private static final int MOST_SNAPSHOTS = 4;
    private static final List<String> CODECS = List.of("none", "lz4", "zstd");
    private static final List<String> STRATEGIES = List.of("leveled", "size-tiered");
    private static final String FILLING = "abcdefgh".repeat(2_000);

    private final RandomGenerator random;
    private final boolean expires;
    private final Clock clock =
            new Clock() {
                @Override
                public long nanos() {
                    return TimeUnit.MILLISECONDS.toNanos(millis);
                }

                @Override
                public long millis() {
                    return millis;
                }
            };
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Event> events = new ArrayList<>();
    private final Map<Snapshot, NavigableMap<Bytes, Bytes>> snapshots = new HashMap<>();
    private NavigableMap<Bytes, Bytes> model = new TreeMap<>();
    private Map<Bytes, Long> untils = new HashMap<>();
    private long millis = 1_000_000;
    private SimulatedDirectory disk = new SimulatedDirectory();
    private LsmStore store;

    RandomStore(RandomGenerator random) {
        this.random = random;
        this.expires = random.nextBoolean();
        this.store = open();
    }

    private LsmStore open() {
        LsmConfig config =
                LsmConfig.DEFAULT
                        .withMemtableBytes(LsmConfig.LEAST_MEMTABLE_BYTES << random.nextInt(2))
                        .withCacheBytes(random.nextInt(2) * (512L << 10))
                        .withCompaction(any(STRATEGIES), 0)
                        .withCodecs(any(CODECS), any(CODECS));
        var env = new StorageEngine.Env(disk, clock, tasks::add, Bench.MAX, events::add);
        return LsmStore.open(config, env);
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    SimulatedDirectory disk() {
        return disk;
    }

    LsmStore store() {
        return store;
    }

    void work() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** One thing at random, but for those that open the store again. */
    void step() {
        switch (random.nextInt(26)) {
            case 0 -> takeSnapshot();
            case 1 -> dropSnapshot();
            case 2 -> store.flush();
            case 3 -> store.follow(Strategies.named(any(STRATEGIES), 512 << 10));
            case 4 -> compactAtTimes();
            case 5 -> checkAnyRange();
            case 6 -> checkSnapshots();
            case 7 -> checkMultiGet();
            case 8, 9 -> work();
            case 10 -> pass(random.nextInt(40));
            default -> write();
        }
    }

    /** Time goes on; what is due is gone from the map at once. */
    private void pass(int time) {
        millis += time;
        Set<Bytes> due = new HashSet<>();
        untils.forEach((key, until) -> {
            if (until <= millis) {
                due.add(key);
            }
        });
        model.keySet().removeAll(due);
        untils.keySet().removeAll(due);
    }

    private void compactAtTimes() {
        if (random.nextInt(10) == 0) {
            store.compact();
            assertThat(store.statistics().runs()).isLessThanOrEqualTo(1);
        }
    }

    private Bytes anyKey() {
        return Bytes.utf8("key" + Integer.toString(random.nextInt(KEYS), 7));
    }

    /**
     * Batches from a few bytes to a few thousand; what the store refuses the model does not take.
     */
    void write() {
        WriteBatch batch = new WriteBatch();
        NavigableMap<Bytes, Bytes> after = new TreeMap<>(model);
        Map<Bytes, Long> untilsAfter = new HashMap<>(untils);
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            addWrite(batch, after, untilsAfter);
        }
        try {
            store.apply(batch);
            model = after;
            untils = untilsAfter;
        } catch (StorageException refused) {
            assertThat(refused.kind()).isEqualTo(StorageException.Kind.READ_ONLY);
        }
        if (random.nextInt(4) == 0 || tasks.size() > 1) {
            work();
        }
    }

    private void addWrite(
            WriteBatch batch, NavigableMap<Bytes, Bytes> after, Map<Bytes, Long> untilsAfter) {
        Bytes key = anyKey();
        Bytes value = Bytes.utf8(random.nextInt(1_000) + FILLING.substring(random.nextInt(16_000)));
        switch (random.nextInt(expires ? 7 : 6)) {
            case 0 -> {
                batch.delete(key.segment());
                after.remove(key);
                untilsAfter.remove(key);
            }
            case 1 -> {
                batch.merge(key.segment(), value.segment());
                after.merge(key, value, (a, b) -> a.compareTo(b) > 0 ? a : b);
            }
            case 6 -> {
                long until = millis + 1 + random.nextInt(200);
                batch.putUntil(key.segment(), value.segment(), until);
                after.put(key, value);
                untilsAfter.put(key, until);
            }
            default -> {
                batch.put(key.segment(), value.segment());
                after.put(key, value);
                untilsAfter.remove(key);
            }
        }
    }

    private void takeSnapshot() {
        if (snapshots.size() < MOST_SNAPSHOTS) {
            snapshots.put(store.snapshot(), new TreeMap<>(model));
        }
    }

    private void dropSnapshot() {
        if (!snapshots.isEmpty()) {
            Snapshot dropped = any(List.copyOf(snapshots.keySet()));
            dropped.close();
            snapshots.remove(dropped);
        }
    }

    private Range anyRange() {
        Bytes from = random.nextInt(3) == 0 ? Bytes.EMPTY : anyKey();
        Bytes to = random.nextInt(3) == 0 ? Bytes.EMPTY : anyKey();
        Range range = random.nextInt(4) == 0 ? Range.prefix(anyKey()) : Range.between(from, to);
        return random.nextBoolean() ? range.reversed() : range;
    }

    private static List<Map.Entry<Bytes, Bytes>> expected(
            NavigableMap<Bytes, Bytes> pairs, Range range) {
        if (!range.to().isEmpty() && range.from().compareTo(range.to()) > 0) {
            return List.of();
        }
        NavigableMap<Bytes, Bytes> part = pairs.tailMap(range.from(), true);
        part = range.to().isEmpty() ? part : part.headMap(range.to(), false);
        return List.copyOf((range.descending() ? part.descendingMap() : part).entrySet());
    }

    private static void checkCursor(NavigableMap<Bytes, Bytes> pairs, Cursor opened, Range range) {
        try (Cursor cursor = opened) {
            for (Map.Entry<Bytes, Bytes> pair : expected(pairs, range)) {
                assertThat(cursor.next()).as("before %s of %s", pair.getKey(), range).isTrue();
                assertThat(Bytes.copyOf(cursor.key())).isEqualTo(pair.getKey());
                assertThat(Bytes.copyOf(cursor.value())).isEqualTo(pair.getValue());
            }
            assertThat(cursor.next()).as("behind the end of %s", range).isFalse();
        }
    }

    private void checkAnyRange() {
        Range range = anyRange();
        checkCursor(model, store.cursor(range), range);
    }

    private void checkMultiGet() {
        List<Bytes> keys = List.of(anyKey(), anyKey(), Bytes.utf8("absent"), anyKey());
        assertThat(store.multiGet(keys))
                .isEqualTo(keys.stream().map(key -> Optional.ofNullable(model.get(key))).toList());
    }

    private void checkSnapshots() {
        snapshots.forEach((snapshot, then) -> {
            Range range = anyRange();
            checkCursor(then, snapshot.cursor(range), range);
            Bytes key = anyKey();
            assertThat(snapshot.get(key)).isEqualTo(Optional.ofNullable(then.get(key)));
        });
    }

    /** Everything that can be read, both ways. */
    void checkAll() {
        checkSnapshots();
        assertThat(store.scrub()).isEmpty();
        checkCursor(model, store.cursor(Range.ALL), Range.ALL);
        checkCursor(model, store.cursor(Range.ALL.reversed()), Range.ALL.reversed());
        for (int i = 0; i < KEYS; i++) {
            Bytes key = Bytes.utf8("key" + Integer.toString(i, 7));
            assertThat(store.get(key)).isEqualTo(Optional.ofNullable(model.get(key)));
        }
        assertThat(events)
                .noneMatch(event ->
                        event instanceof StoreEvent.CompactionFailed failed && failed.halted());
    }

    private void dropSnapshots() {
        snapshots.keySet().forEach(Snapshot::close);
        snapshots.clear();
    }

    /** Closes the store in peace and opens it, with other settings. */
    void reopen() {
        dropSnapshots();
        store.close();
        work();
        store = open();
    }

    /** Goes on with what the next process finds. */
    void goOn(SimulatedDirectory left) {
        dropSnapshots();
        store.close();
        work();
        disk = left;
        store = open();
    }

    /** A second store made of this one holds the same and goes its own way. */
    void checkCheckpoint(String name) {
        SimulatedDirectory target = disk.child(name);
        long position = store.checkpoint(target);
        assertThat(position).isEqualTo(store.statistics().position());
        NavigableMap<Bytes, Bytes> then = new TreeMap<>(model);
        write();
        work();
        var env =
                new StorageEngine.Env(
                        target.afterPowerLoss(random), clock, tasks::add, Bench.MAX, events::add);
        try (LsmStore second = LsmStore.open(LsmConfig.DEFAULT, env)) {
            assertThat(second.engine().recovery().clean()).isTrue();
            checkCursor(then, second.cursor(Range.ALL), Range.ALL);
            second.put(Bytes.utf8("of its own"), Bytes.EMPTY);
            assertThat(store.get(Bytes.utf8("of its own"))).isEmpty();
            work();
        }
        work();
    }

    void close() {
        dropSnapshots();
        store.close();
        work();
    }
}
