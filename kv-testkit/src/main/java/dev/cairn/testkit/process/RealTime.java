package dev.cairn.testkit.process;

import java.time.Duration;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Time at the wall's pace that passes only while somebody lets it: what has come due runs then, on
 * that one's thread. Events may be added on any thread; there are never more than clients and their
 * requests.
 */
final class RealTime {
    private static final long LOOK_AGAIN_NANOS = 100_000_000;

    private final DelayQueue<Event> events = new DelayQueue<>();
    private final AtomicLong added = new AtomicLong();

    private record Event(long at, long sequence, Runnable task) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            Event event = (Event) other;
            int byTime = Long.signum(at - event.at);
            return byTime != 0 ? byTime : Long.compare(sequence, event.sequence);
        }
    }

    /** Has {@code task} run once {@code delay} has passed. */
    void after(Duration delay, Runnable task) {
        events.add(new Event(System.nanoTime() + delay.toNanos(), added.incrementAndGet(), task));
    }

    /** Has {@code task} run next. */
    void soon(Runnable task) {
        after(Duration.ZERO, task);
    }

    /**
     * Runs what comes due until {@code condition} holds, which is looked at after each event, for
     * {@code limit} at most; whether it came to hold.
     */
    boolean runUntil(BooleanSupplier condition, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            step(Math.min(left, LOOK_AGAIN_NANOS));
        }
        return true;
    }

    private void step(long nanos) {
        try {
            Event next = events.poll(nanos, TimeUnit.NANOSECONDS);
            if (next != null) {
                next.task().run();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the run was interrupted", stopped);
        }
    }
}
