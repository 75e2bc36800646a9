package dev.cairn.testkit.sim;

import dev.cairn.api.env.Clock;
import java.time.Duration;

/**
 * The clock of one machine, which may be wrong: its wall clock may be off and may jump, and its
 * crystal may run fast or slow, wall clock and timers alike. The monotonic reading never goes back.
 */
public final class SimulatedClock implements Clock {
    private static final double MILLION = 1_000_000;

    private final VirtualTime time;
    private long sinceTrue;
    private long sinceLocal;
    private double rate = 1;
    private long aheadNanos;

    SimulatedClock(VirtualTime time) {
        this.time = time;
    }

    /** Moves the wall clock, forward or back. */
    public void jump(Duration by) {
        aheadNanos += by.toNanos();
    }

    /**
     * Lets the clock gain so many microseconds a second from now on, or lose them when negative; a
     * real crystal is within ± 100.
     */
    public void drift(double partsPerMillion) {
        sinceLocal = nanos();
        sinceTrue = time.nanos();
        rate = 1 + partsPerMillion / MILLION;
    }

    @Override
    public long nanos() {
        long passed = time.nanos() - sinceTrue;
        return sinceLocal + (rate == 1 ? passed : (long) (passed * rate));
    }

    @Override
    public long millis() {
        return VirtualTime.START_MILLIS + (nanos() + aheadNanos) / 1_000_000;
    }

    /** How long {@code nanos} of this clock really take, rounded up. */
    long trueDelay(long nanos) {
        return rate == 1 ? nanos : (long) Math.ceil(nanos / rate) + 1;
    }
}
