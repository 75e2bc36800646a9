package dev.cairn.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Scheduler;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.testkit.sim.DiskFaults.Effect;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The life of a store in one thread, syncs included: batches, syncs, flushes, compactions,
 * checkpoints, reopens; with what it held after each batch, by position. Something may go wrong on
 * the way, see {@link Mishap}.
 */
final class CrashScript {
    private static final int KEYS = 60;
    private static final String FILLING = "abcdefgh".repeat(2_500);
    private static final List<String> CODECS = List.of("none", "lz4", "zstd");

    private final RandomGenerator random;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Map<Long, NavigableMap<Bytes, Bytes>> held = new HashMap<>();
    private final Mishap mishap;
    private SimulatedDirectory disk = new SimulatedDirectory();
    private Optional<LsmStore> store = Optional.empty();
    private long applied;
    private long durable;
    private long nanos;
    private int copies;

    CrashScript(RandomGenerator random, Mishap mishap) {
        this.random = random;
        this.mishap = mishap;
        held.put(0L, new TreeMap<>());
        disk.faults().decide(mishap);
    }

    private LsmStore open(SimulatedDirectory directory) {
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
        var config =
                LsmConfig.DEFAULT
                        .withMemtableBytes(LsmConfig.LEAST_MEMTABLE_BYTES)
                        .withCacheBytes(random.nextInt(2) * (512L << 10))
                        .withCompaction(random.nextBoolean() ? "leveled" : "size-tiered", 0)
                        .withCodecs(any(CODECS), any(CODECS));
        Queue<Runnable> queue = tasks;
        Scheduler syncs =
                new Scheduler() {
                    @Override
                    public Timer after(Duration delay, Runnable task) {
                        return () -> {};
                    }

                    @Override
                    public void execute(Runnable task) {
                        queue.add(task);
                    }
                };
        return LsmStore.open(
                config,
                new StorageEngine.Env(
                        directory, clock, tasks::add, Optional.of(syncs), Bench.MAX, event -> {}));
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private void work() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        store.ifPresent(open -> durable = Math.max(durable, acknowledged(open)));
    }

    private static long acknowledged(LsmStore open) {
        return open.durablePosition();
    }

    /** Goes through it all, and past the mishap where the process lives on. */
    void run() {
        attempt(() -> store = Optional.of(open(disk)));
        for (int i = 30 + random.nextInt(70); i > 0 && !mishap.isDeadly(); i--) {
            attempt(this::step);
        }
        if (mishap.isDeadly()) {
            disk.faults().decide((operation, file) -> Effect.DEAD);
        }
    }

    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (StorageException told) {
            assertThat(mishap.hasHappened()).as("nothing went wrong but %s", told).isTrue();
            assertThat(told.kind())
                    .as("of %s", told)
                    .isIn(
                            StorageException.Kind.READ_ONLY,
                            StorageException.Kind.IO,
                            mishap.isAtLock()
                                    ? StorageException.Kind.REFUSED
                                    : StorageException.Kind.IO);
            if (!mishap.isDeadly()) {
                checkAll();
            }
        }
    }

    private void step() {
        if (store.isEmpty()) {
            mishap.heal();
            store = Optional.of(open(disk));
            checkAll();
        }
        LsmStore open = store.get();
        switch (random.nextInt(20)) {
            case 0 -> open.flush();
            case 1 -> open.compact();
            case 2 -> copy(open);
            case 3 -> reopen();
            case 4, 5, 6 -> {
                open.requestSync(applied);
                work();
            }
            case 7, 8 -> work();
            default -> write(open);
        }
        if (mishap.hasHappened() && !mishap.isDeadly() && random.nextInt(4) == 0) {
            checkAll();
        }
    }

    private void reopen() {
        end();
        store = Optional.of(open(disk));
    }

    /** Ends the process, in peace if it still may. */
    private void end() {
        Optional<LsmStore> ended = store;
        store = Optional.empty();
        ended.ifPresent(LsmStore::close);
        work();
    }

    private void copy(LsmStore open) {
        SimulatedDirectory target = disk.child("copy" + copies++);
        open.checkpoint(target);
        if (!mishap.hasHappened()) {
            try (LsmStore second = open(target.afterPowerLoss(random))) {
                assertThat(pairs(second)).isEqualTo(held.get(applied));
            }
        }
    }

    private void write(LsmStore open) {
        WriteBatch batch = new WriteBatch();
        NavigableMap<Bytes, Bytes> after = new TreeMap<>(held.get(applied));
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            Bytes key = Bytes.utf8("key" + random.nextInt(KEYS));
            if (random.nextInt(6) == 0) {
                batch.delete(key.segment());
                after.remove(key);
            } else {
                Bytes value =
                        Bytes.utf8(applied + "/" + i + FILLING.substring(random.nextInt(20_000)));
                batch.put(key.segment(), value.segment());
                after.put(key, value);
            }
        }
        held.put(applied + 1, after);
        applied = open.apply(batch);
    }

    /**
     * Writing goes on by itself once there is room again, and after a failed log once the store was
     * opened again; nothing is lost or invented by then.
     */
    void checkHealed() {
        disk.faults().heal();
        nanos += Duration.ofSeconds(2).toNanos();
        if (!mishap.isFull() || store.isEmpty()) {
            reopen();
        }
        checkAll();
        for (int i = 0; i < 20; i++) {
            write(store.get());
            work();
        }
        checkAll();
        store.get().requestSync(applied);
        work();
        assertThat(durable).isEqualTo(applied);
        crash(disk.afterPowerLoss(random), applied);
    }

    /** The next process finds a prefix of what was applied that holds all that it must. */
    void checkCrashed() {
        boolean powerLost = random.nextInt(3) > 0;
        crash(
                powerLost ? disk.afterPowerLoss(random) : disk.afterProcessDeath(),
                powerLost ? durable : applied);
    }

    private void crash(SimulatedDirectory left, long least) {
        end();
        disk = left;
        store = Optional.of(open(disk));
        long position = store.get().apply(new WriteBatch());
        assertThat(position)
                .as("the position found")
                .isBetween(least, mishap.isDeadly() ? applied + 1 : applied);
        applied = position;
        checkAll();
        assertThat(store.get().scrub()).isEmpty();
        for (int i = 0; i < 5; i++) {
            write(store.get());
            work();
        }
        reopen();
        assertThat(store.get().engine().recovery().clean()).isTrue();
        checkAll();
    }

    private void checkAll() {
        store.ifPresent(open -> assertThat(pairs(open)).isEqualTo(held.get(applied)));
    }

    private static Map<Bytes, Bytes> pairs(LsmStore store) {
        try (Cursor cursor = store.cursor(Range.ALL)) {
            return Bench.drain(cursor);
        }
    }

    void close() {
        end();
    }
}
