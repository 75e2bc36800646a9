package dev.cairn.testkit.sim;

import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Scheduler.Timer;
import dev.cairn.testkit.sim.EventQueue.Event;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Time that passes only when it is told to: events in the order of their time, those of one time in
 * the order they were scheduled. One thread runs everything, so the same events always happen in
 * the same order.
 *
 * <pre>{@code
 * VirtualTime time = new VirtualTime();
 * time.schedule(Duration.ofSeconds(1), () -> System.out.println("a second has passed"));
 * time.advance(Duration.ofSeconds(2));
 * }</pre>
 *
 * <p>Not safe for several threads. What an event throws comes out of the call that ran it; the
 * events behind it stay.
 */
public final class VirtualTime {
    /** The wall clock's first reading, in milliseconds since 1970: 2026-01-01T00:00:00Z. */
    public static final long START_MILLIS = 1_767_225_600_000L;

    private final EventQueue events = new EventQueue();
    private final Clock clock = clock(Duration.ZERO);
    private long now;

    /** Nanoseconds since the start. */
    public long nanos() {
        return now;
    }

    /** The clock of somebody whose wall clock is right. */
    public Clock clock() {
        return clock;
    }

    /** The clock of somebody whose wall clock is {@code ahead} of the right time. */
    public Clock clock(Duration ahead) {
        long start = START_MILLIS + ahead.toMillis();
        return new Clock() {
            @Override
            public long nanos() {
                return now;
            }

            @Override
            public long millis() {
                return start + now / 1_000_000;
            }
        };
    }

    /** Runs {@code task} once {@code delay} has passed; a negative delay is none. */
    public Timer schedule(Duration delay, Runnable task) {
        return schedule(delay.toNanos(), task);
    }

    Timer schedule(long delayNanos, Runnable task) {
        Event event = events.add(now + Math.max(0, delayNanos), task);
        return () -> events.remove(event);
    }

    /** Goes to the next event and runs it; false when there is none. */
    public boolean step() {
        return step(Long.MAX_VALUE);
    }

    /** The same, but for events that are due later. */
    private boolean step(long end) {
        Event next = events.first();
        if (next == null || next.at() > end) {
            return false;
        }
        events.remove(next);
        now = next.at();
        next.run();
        return true;
    }

    /** Runs all events of the next {@code span} and stops at its end. */
    public void advance(Duration span) {
        long end = now + span.toNanos();
        boolean some = true;
        while (some) {
            some = step(end);
        }
        now = Math.max(now, end);
    }

    /**
     * Runs events until {@code condition} holds, for {@code limit} at most; whether it came to
     * hold.
     */
    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        long end = now + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (!step(end)) {
                now = Math.max(now, end);
                return condition.getAsBoolean();
            }
        }
        return true;
    }
}
