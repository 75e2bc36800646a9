package dev.cairn.lsm;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Who uses a view. Calls are counted in stripes, a cache line apart, so that readers on different
 * threads do not meet; holders (cursors) in one counter.
 *
 * <p>A stripe never falls below zero, since a call leaves the stripe it entered. A holder is made
 * within a call. So when all stripes were seen at zero, and then the holders, after the view had
 * been replaced, nobody uses it.
 */
final class Pins {
    private static final int STRIPES = 16;
    private static final int SPREAD = 8;

    private final AtomicLongArray calls = new AtomicLongArray((STRIPES + 1) * SPREAD);
    private final AtomicInteger holders = new AtomicInteger();
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile boolean retired;

    private static int stripe() {
        return ((int) Thread.currentThread().threadId() & STRIPES - 1) * SPREAD + SPREAD;
    }

    void enter() {
        calls.getAndIncrement(stripe());
    }

    void exit() {
        calls.getAndDecrement(stripe());
    }

    void hold() {
        holders.incrementAndGet();
    }

    void drop() {
        holders.decrementAndGet();
    }

    void retire() {
        retired = true;
    }

    /** Whether any thread is inside a call. */
    boolean inCall() {
        for (int stripe = 1; stripe <= STRIPES; stripe++) {
            if (calls.get(stripe * SPREAD) != 0) {
                return true;
            }
        }
        return false;
    }

    /** True once: to the first who asks when the view is retired and nobody uses it. */
    boolean releasable() {
        return retired && !inCall() && holders.get() == 0 && released.compareAndSet(false, true);
    }
}
