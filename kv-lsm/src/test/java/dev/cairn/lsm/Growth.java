package dev.cairn.lsm;

import dev.cairn.api.Bytes;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.StorageEngine.Cursor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * What an operation costs as a store grows to the shape of 100 GiB: as many tables in as many
 * levels, only that each has 512 KiB where it would have 64 MiB, so 800 MiB in all. To be run by
 * hand with the path of an empty folder.
 *
 * <p>There is no cache, so that a store that fits into it is not compared with one that does not:
 * every block is read from the file, which the kernel holds in memory. Nothing is packed.
 */
public final class Growth {
    private static final long TABLE_BYTES = LsmConfig.LEAST_MEMTABLE_BYTES;
    private static final long LAST_BYTES = 800L << 20;
    private static final int STEPS = 5;
    private static final int VALUE_BYTES = 100;
    private static final int KEY_BYTES = 16;
    private static final long FIRST_PAIRS =
            LAST_BYTES / (KEY_BYTES + VALUE_BYTES) >> 2 * (STEPS - 1);
    private static final int READS = 300_000;
    private static final int SEEKS = 60_000;
    private static final ValueLayout.OfLong WORD =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final LsmStore store;
    private final MemorySegment value = MemorySegment.ofArray(new byte[VALUE_BYTES]);
    private final MemorySegment room = MemorySegment.ofArray(new byte[VALUE_BYTES]);
    private final SplittableRandom random = new SplittableRandom(1);

    private Growth(LsmStore store) {
        this.store = store;
    }

    /** Argument: the folder. */
    public static void main(String[] arguments) {
        LsmConfig config =
                LsmConfig.DEFAULT
                        .withSync(SyncMode.NONE)
                        .withMemtableBytes(TABLE_BYTES)
                        .withCacheBytes(0)
                        .withCodecs("none", "none");
        try (LsmStore store =
                LsmStore.open(Path.of(arguments[0]), config, Bench.MAX, EventSink.NONE)) {
            new Growth(store).run();
        }
    }

    private void run() {
        System.out.println(
                "    pairs  tables  levels  runs  written/put  put µs  read µs  missing µs  seek µs");
        long pairs = 0;
        for (int step = 0; step < STEPS; step++) {
            long target = FIRST_PAIRS << 2 * step;
            put(pairs, (pairs + target) / 2);
            StoreStatistics before = store.statistics();
            long wall = System.nanoTime();
            put((pairs + target) / 2, target);
            double put = (System.nanoTime() - wall) / 1e3 / (target - pairs) * 2;
            StoreStatistics after = store.statistics();
            pairs = target;
            store.flush();
            report(pairs, written(before, after), put);
        }
    }

    /** Bytes written to tables for each byte that was put between the two. */
    private static double written(StoreStatistics before, StoreStatistics after) {
        return (double) (tableBytes(after) - tableBytes(before))
                / (after.appliedBytes() - before.appliedBytes());
    }

    private static long tableBytes(StoreStatistics statistics) {
        return statistics.flushedBytes() + statistics.compactedBytesWritten();
    }

    private void report(long pairs, double written, double putMicros) {
        measure(pairs);
        double[] micros = measure(pairs);
        StoreStatistics now = store.statistics();
        System.out.printf(
                "%9d %7d %7d %5d %12.2f %7.2f %8.2f %11.2f %8.2f%n",
                pairs,
                now.levels().stream().mapToInt(StoreStatistics.Level::tables).sum(),
                now.levels().stream().filter(level -> level.tables() > 0).count(),
                now.runs(),
                written,
                putMicros,
                micros[0],
                micros[1],
                micros[2]);
    }

    private void put(long from, long to) {
        for (long i = from; i < to; i++) {
            value.set(WORD, 0, i);
            store.put(key(i), Bytes.copyOf(value));
        }
    }

    /** Processor time of one read, of one read of what is not there, of a search and ten steps. */
    private double[] measure(long pairs) {
        long begun = processorNanos();
        for (int i = 0; i < READS; i++) {
            require(store.get(key(random.nextLong(pairs)).segment(), room) == VALUE_BYTES);
        }
        long read = processorNanos();
        for (int i = 0; i < READS; i++) {
            require(store.get(key(pairs + random.nextLong(pairs)).segment(), room) < 0);
        }
        long missed = processorNanos();
        for (int i = 0; i < SEEKS; i++) {
            seek(key(random.nextLong(pairs)));
        }
        long sought = processorNanos();
        return new double[] {
            micros(read - begun, READS),
            micros(missed - read, READS),
            micros(sought - missed, SEEKS)
        };
    }

    private void seek(Bytes from) {
        try (Cursor cursor = store.cursor(Range.between(from, Bytes.EMPTY))) {
            for (int i = 0; i <= 10 && cursor.next(); i++) {
                require(cursor.value().byteSize() == VALUE_BYTES);
            }
        }
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("the store does not hold what was put");
        }
    }

    private static double micros(long nanos, int count) {
        return (double) nanos / TimeUnit.MICROSECONDS.toNanos(1) / count;
    }

    /** Of this thread, since walls tell little where others are busy. */
    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Keys in no order, each of another number. */
    private static Bytes key(long number) {
        long mixed = (number ^ number >>> 32) * 0x9E3779B97F4A7C15L;
        MemorySegment key = MemorySegment.ofArray(new byte[KEY_BYTES]);
        key.set(WORD, 0, mixed ^ mixed >>> 29);
        key.set(WORD, Long.BYTES, number);
        return Bytes.copyOf(key);
    }
}
