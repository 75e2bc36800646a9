package dev.cairn.lsm;

import dev.cairn.api.Bytes;
import dev.cairn.api.event.EventSink;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Times reads of keys that were merged into a thousand times beside reads of keys that were put as
 * often, in one store, in turns; to be run by hand with the path of an empty folder.
 */
public final class MergedReads {
    private static final int KEYS = 20_000;
    private static final int HOT = 64;
    private static final int MERGES = 1_000;
    private static final int ROUNDS = 9;

    private MergedReads() {}

    /** Where the operands lie: in memory, or flushed every so many merges; with a cache or not. */
    private record Layout(String name, int flushEvery, long cacheBytes) {}

    /** Argument: the folder. */
    public static void main(String[] arguments) {
        for (Layout layout :
                List.of(
                        new Layout("in memory", MERGES + 1, 64 << 20),
                        new Layout("flushed every 100", 100, 64 << 20),
                        new Layout("flushed every 250, no cache", 250, 0))) {
            time(Path.of(arguments[0], layout.name), layout);
        }
    }

    private static void time(Path folder, Layout layout) {
        LsmConfig config =
                LsmConfig.DEFAULT
                        .withSync(SyncMode.NONE)
                        .withMemtableBytes(4 << 20)
                        .withCacheBytes(layout.cacheBytes);
        try (LsmStore store = LsmStore.open(folder, config, Bench.MAX, EventSink.NONE)) {
            for (int i = 0; i < 2 * KEYS; i++) {
                store.put(key(i), value(0));
            }
            store.compact();
            for (int merge = 1; merge <= MERGES; merge++) {
                for (int i = 0; i < HOT; i++) {
                    store.merge(key(300 * i), value(merge));
                    store.put(key(KEYS + 300 * i), value(merge));
                }
                if (merge % layout.flushEvery == 0) {
                    store.flush();
                }
            }
            double[] merged = new double[ROUNDS];
            double[] plain = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                merged[round] = nanosPerRead(store, 0);
                plain[round] = nanosPerRead(store, KEYS);
            }
            Arrays.sort(merged);
            Arrays.sort(plain);
            System.out.printf(
                    "%-28s merged %6.0f ns, plain %6.0f ns, ratio %.2f%n",
                    layout.name,
                    merged[ROUNDS / 2],
                    plain[ROUNDS / 2],
                    merged[ROUNDS / 2] / plain[ROUNDS / 2]);
        }
    }

    private static double nanosPerRead(LsmStore store, int from) {
        List<MemorySegment> keys =
                IntStream.range(0, HOT).mapToObj(i -> key(from + 300 * i).segment()).toList();
        MemorySegment room = MemorySegment.ofArray(new byte[128]);
        long reads = 0;
        long start = processorNanos();
        while (processorNanos() - start < 150_000_000) {
            for (MemorySegment key : keys) {
                reads += store.get(key, room) > 0 ? 1 : 0;
            }
        }
        return (double) (processorNanos() - start) / reads;
    }

    /** Of this thread, since walls tell little where others are busy. */
    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static Bytes key(int number) {
        return Bytes.utf8("key%012d".formatted(number));
    }

    private static Bytes value(int number) {
        return Bytes.utf8("%06d".formatted(number) + "x".repeat(94));
    }
}
