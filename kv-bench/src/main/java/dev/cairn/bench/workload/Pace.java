package dev.cairn.bench.workload;

import java.util.concurrent.locks.LockSupport;

/**
 * When operations are due. One that could not start in time because the one before it took too long
 * is measured from when it was due, so that a stall is charged to all that waited; one for which
 * the thread slept is measured from when it woke, since timers are late everywhere alike.
 */
final class Pace {
    /** Operations follow each other at once. */
    static final Pace NONE = new Pace(0);

    private final double nanosEach;
    private long first;

    Pace(double perSecond) {
        this.nanosEach = perSecond <= 0 ? 0 : 1e9 / perSecond;
    }

    /** Waits until the so-manieth operation is due; answers when its time begins to count. */
    long await(long index, long now) {
        if (nanosEach == 0) {
            return now;
        }
        if (index == 0) {
            first = now;
        }
        long due = first + (long) (index * nanosEach);
        if (due - now <= 0) {
            return due;
        }
        long awake = now;
        while (due - awake > 0) {
            LockSupport.parkNanos(due - awake);
            awake = System.nanoTime();
        }
        return awake;
    }
}
