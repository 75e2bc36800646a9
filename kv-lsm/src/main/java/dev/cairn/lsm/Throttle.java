package dev.cairn.lsm;

import dev.cairn.lsm.memtable.Memtable;
import java.util.concurrent.locks.LockSupport;

/**
 * Slows writers down before they would have to stop. The delay grows with the square of the
 * pressure, from nothing to a millisecond a batch, while the last free memtable fills or too many
 * runs wait for compaction.
 */
final class Throttle {
    private static final double MOST_NANOS = 1_000_000;
    private static final double LEAST_NANOS = 20_000;
    private static final int EASY_RUNS = 20;
    private static final int MOST_RUNS = 40;

    private final LsmConfig config;
    private final Counters counters;

    Throttle(LsmConfig config, Counters counters) {
        this.config = config;
        this.counters = counters;
    }

    /** Waits as long as the view demands of each batch. */
    void slowDown(View view) {
        double pressure = Math.max(ofMemtables(view), ofRuns(view));
        double nanos = Math.min(1, pressure * pressure) * MOST_NANOS;
        if (nanos >= LEAST_NANOS) {
            counters.delayNanos.add((long) nanos);
            LockSupport.parkNanos((long) nanos);
        }
    }

    private double ofMemtables(View view) {
        if (view.memtables().size() < config.memtables()) {
            return 0;
        }
        Memtable active = view.active();
        return (double) active.bytes() / config.memtableBytes();
    }

    private static double ofRuns(View view) {
        return Math.max(0, (double) (view.runs() - EASY_RUNS) / (MOST_RUNS - EASY_RUNS));
    }
}
