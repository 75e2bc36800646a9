package dev.cairn.bench.workload;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What one thread's operations took. Not safe for several threads. */
final class Meter {
    /** How fine throughput over time is told. */
    static final long SLOT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long LONGEST = TimeUnit.MINUTES.toNanos(5);
    private static final int MOST_SLOTS = 100_000;

    private final Histogram latencies = new Histogram(LONGEST, 3);
    private long[] slots = new long[64];
    private long start;
    private long last;
    private long ownNanos;

    /** The first operation begins now, on this thread; answers when that is. */
    long start() {
        ownNanos = -ThisProcess.threadCpuNanos();
        start = System.nanoTime();
        last = start;
        return start;
    }

    /** An operation ended, after as long as its latency; it stands for so many units of work. */
    void ended(long end, long latency, long units) {
        latencies.recordValue(Math.min(LONGEST, Math.max(0, latency)));
        int slot = (int) Math.min(MOST_SLOTS - 1, (end - start) / SLOT_NANOS);
        if (slot >= slots.length) {
            slots =
                    Arrays.copyOf(
                            slots, Math.min(MOST_SLOTS, Math.max(slot + 1, 2 * slots.length)));
        }
        slots[slot] += units;
        last = end;
    }

    /** The last operation has ended; on the same thread. */
    void stop() {
        ownNanos += ThisProcess.threadCpuNanos();
    }

    /** Processor time of the thread between {@link #start} and {@link #stop}. */
    long ownNanos() {
        return ownNanos;
    }

    Histogram latencies() {
        return latencies;
    }

    /** Units of work done. */
    long units() {
        return Arrays.stream(slots).sum();
    }

    /** From the start to the last operation's end. */
    long nanos() {
        return last - start;
    }

    /** Units of work in each slot of time up to the last operation. */
    long[] slots() {
        return Arrays.copyOf(slots, (int) Math.min(slots.length, (last - start) / SLOT_NANOS + 1));
    }
}
