package dev.cairn.replication.load;

import java.time.Duration;

/**
 * How long one peer takes for one kind of errand: an exponentially weighted average, to compare it
 * with others, and a histogram of the last few hundred answers, to tell what is unusual for it.
 *
 * <p>The average fades while nothing is heard, halving every {@link #HALF_LIFE}, so that a peer
 * that was slow is tried again. The histogram has four steps an octave, so a quantile is told at
 * most a quarter too long; all counts are halved when there are {@value #MOST} of them. Owned by
 * one lane.
 */
final class Latency {
    /** What {@link #average} answers of a peer that was never heard of. */
    static final long UNKNOWN = -1;

    private static final Duration HALF_LIFE = Duration.ofSeconds(10);

    /** Whoever takes longer is no slower: one long pause is forgotten in reasonable time. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private static final int WEIGHT_SHIFT = 4;
    private static final int STEP_BITS = 2;
    private static final int STEPS = 1 << STEP_BITS;
    private static final int BUCKETS = STEPS * 32;
    private static final int MOST = 512;
    private static final int LOOK_AGAIN = 16;

    private final int[] counts = new int[BUCKETS];
    private int total;
    private int sinceLook;
    private long usual;
    private long average = UNKNOWN;
    private long heardNanos;

    /** An answer came after so long. */
    void add(long tookNanos, long nowNanos) {
        long took = Math.clamp(tookNanos, 0, LONGEST.toNanos());
        average = average == UNKNOWN ? took : average + ((took - average) >> WEIGHT_SHIFT);
        heardNanos = nowNanos;
        counts[bucket(took)]++;
        total++;
        sinceLook++;
        if (total == MOST) {
            halve();
        }
        if (total <= LOOK_AGAIN || sinceLook == LOOK_AGAIN) {
            sinceLook = 0;
            usual = quantile(99);
        }
    }

    /** No answer came in so long, which says little unless it is longer than usual. */
    void addAtLeast(long waitedNanos, long nowNanos) {
        if (waitedNanos > Math.max(average, usual)) {
            add(waitedNanos, nowNanos);
        }
    }

    /** The average, in nanoseconds; {@link #UNKNOWN} before the first answer. */
    long average(long nowNanos) {
        if (average == UNKNOWN) {
            return UNKNOWN;
        }
        long silence = Math.max(0, nowNanos - heardNanos) / HALF_LIFE.toNanos();
        return average >> Math.min(silence, Long.SIZE - 1);
    }

    /** Of a hundred answers 99 take no longer, in nanoseconds; 0 before the first answer. */
    long usual() {
        return usual;
    }

    private void halve() {
        total = 0;
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] >>= 1;
            total += counts[i];
        }
    }

    private long quantile(int percent) {
        int above = total - (total * percent + 99) / 100;
        int bucket = BUCKETS;
        int passed = 0;
        do {
            bucket--;
            passed += counts[bucket];
        } while (passed <= above && bucket > 0);
        return end(bucket);
    }

    /** The position of the octave's step that {@code nanos} is in. */
    private static int bucket(long nanos) {
        if (nanos < STEPS) {
            return (int) nanos;
        }
        int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        int step = (int) (nanos >>> (octave - STEP_BITS)) & (STEPS - 1);
        return Math.min((octave - STEP_BITS + 1) * STEPS + step, BUCKETS - 1);
    }

    /** Where a step ends. */
    private static long end(int bucket) {
        if (bucket < STEPS) {
            return bucket + 1L;
        }
        int shift = bucket / STEPS - 1;
        return (long) (STEPS + bucket % STEPS + 1) << shift;
    }
}
