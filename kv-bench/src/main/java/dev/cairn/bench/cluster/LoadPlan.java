package dev.cairn.bench.cluster;

import java.time.Duration;

/**
 * What a load does; it ends with the first of its two bounds.
 *
 * @param operations how many operations at most
 * @param limit how long at most
 * @param workers operations in flight at most
 * @param ratePerSecond operations due each second; 0 for as many as the workers manage
 * @param keys how many different keys
 * @param valueBytes size of each value
 * @param readShare the share of reads, 0 to 1; the rest are writes
 * @param seed what the choice of keys depends on
 */
public record LoadPlan(
        long operations,
        Duration limit,
        int workers,
        double ratePerSecond,
        int keys,
        int valueBytes,
        double readShare,
        long seed) {
    /** Checks the ranges; throws {@link IllegalArgumentException}. */
    public LoadPlan {
        if (operations < 1 || workers < 1 || keys < 1 || valueBytes < 0 || !limit.isPositive()) {
            throw new IllegalArgumentException("operations, workers, keys and time are at least 1");
        }
        if (!(readShare >= 0 && readShare <= 1) || !(ratePerSecond >= 0)) {
            throw new IllegalArgumentException("a share is 0 to 1, a rate at least 0");
        }
    }

    /** The same load of writes alone, each key once, as fast as the workers manage. */
    LoadPlan filling() {
        return new LoadPlan(keys, Duration.ofHours(1), workers, 0, keys, valueBytes, 0, seed);
    }
}
