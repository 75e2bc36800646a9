package dev.cairn.replication.coordinator;

import dev.cairn.api.env.Lane;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an operation waits before it thinks of asking somebody else: first as long as the
 * answers that it waits for usually take, then twice as long each time. Past a quarter of its time
 * it is spent. Owned by its operation.
 */
final class Patience {
    /** While nobody knows what is usual. */
    private static final long FIRST_NANOS = Duration.ofMillis(10).toNanos();

    private static final long LEAST_NANOS = Duration.ofNanos(50_000).toNanos();

    private final Lane lane;
    private final Runnable late;
    private long spentAt;
    private long waitNanos;
    private Lane.@Nullable Timer timer;

    /**
     * Nothing is waited for yet.
     *
     * @param late runs on the lane each time that a wait is over
     */
    Patience(Lane lane, Runnable late) {
        this.lane = lane;
        this.late = late;
    }

    /** The operation begins, which has to be over by {@code deadlineNanos}. */
    void begin(long deadlineNanos) {
        long now = lane.clock().nanos();
        spentAt = now + (deadlineNanos - now) / 4;
    }

    /** Waits for answers that usually take so long; 0 when nobody knows. */
    void await(long usualNanos) {
        end();
        waitNanos = usualNanos == 0 ? FIRST_NANOS : Math.max(LEAST_NANOS, usualNanos);
        arm();
    }

    /** Waits until it is spent. */
    void awaitAll() {
        await(Long.MAX_VALUE);
    }

    /** Waits on, twice as long. */
    void again() {
        waitNanos *= 2;
        arm();
    }

    private void arm() {
        long left = spentAt - lane.clock().nanos();
        long wait = left > 0 ? Math.min(waitNanos, left) : waitNanos;
        timer = lane.after(Duration.ofNanos(wait), this::over);
    }

    private void over() {
        timer = null;
        late.run();
    }

    /** Whether so much of the time is gone that saving questions is no reason any more. */
    boolean isSpent() {
        return lane.clock().nanos() - spentAt >= 0;
    }

    /** Nothing is waited for any more. */
    void end() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
