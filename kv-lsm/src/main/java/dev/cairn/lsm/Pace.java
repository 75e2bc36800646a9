package dev.cairn.lsm;

import dev.cairn.api.env.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds compaction back to so many bytes a second, so that it leaves the disk to others. What was
 * not used is not saved up. Safe for all threads, which share it.
 */
final class Pace {
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Clock clock;
    private final long bytesPerSecond;
    private long due;

    /** At most {@code bytesPerSecond}; 0: as fast as it goes. */
    Pace(Clock clock, long bytesPerSecond) {
        this.clock = clock;
        this.bytesPerSecond = bytesPerSecond;
        this.due = clock.nanos();
    }

    /** How long to wait before the next block, after one of {@code bytes}; in nanoseconds. */
    synchronized long pauseAfter(long bytes) {
        if (bytesPerSecond == 0) {
            return 0;
        }
        long now = clock.nanos();
        due = Math.max(due, now) + bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
        return Math.min(due - now, LONGEST_PAUSE_NANOS);
    }

    void waitAfter(long bytes) {
        long pause = pauseAfter(bytes);
        if (pause > 0) {
            LockSupport.parkNanos(pause);
        }
    }
}
