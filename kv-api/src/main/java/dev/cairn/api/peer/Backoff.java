package dev.cairn.api.peer;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: doubling from the first to the most, each shortened by up to half at
 * random, so that nodes that lost each other together do not come back together. For one thread.
 */
public final class Backoff {
    private final Duration first;
    private final Duration most;
    private final RandomGenerator random;
    private Duration next;

    /** Begins with {@code first}; no pause is longer than {@code most}. */
    public Backoff(Duration first, Duration most, RandomGenerator random) {
        this.first = first;
        this.most = most;
        this.random = random;
        this.next = first;
    }

    /** The pause before the next attempt. */
    public Duration next() {
        long nanos = next.toNanos();
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(most) > 0 ? most : doubled;
        return Duration.ofNanos(nanos - random.nextLong(nanos / 2 + 1));
    }

    /**
     * The next attempt will fail for the same reason for long: waits the longest pause from now on.
     */
    public void slowest() {
        next = most;
    }

    /** An attempt succeeded. */
    public void reset() {
        next = first;
    }
}
