package dev.cairn.lsm.log;

import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Those who wait while another thread, the leader, syncs for all. Bounded by the threads. */
final class Followers {
    private static final long LONGEST_WAIT_NANOS = 100_000_000;

    private final Queue<Follower> waiting = new ConcurrentLinkedQueue<>();

    private record Follower(Thread thread, long position) {}

    /** Waits until woken, or for a moment; not at all when {@code needless}. */
    void follow(long position, BooleanSupplier needless) {
        Follower self = new Follower(Thread.currentThread(), position);
        waiting.add(self);
        if (!needless.getAsBoolean()) {
            LockSupport.parkNanos(this, LONGEST_WAIT_NANOS);
        }
        waiting.remove(self);
    }

    /** Wakes those who wait for no more than {@code position}, and one of the others, to lead. */
    void wake(long position) {
        boolean led = false;
        for (Iterator<Follower> rest = waiting.iterator(); rest.hasNext(); ) {
            Follower follower = rest.next();
            if (follower.position <= position) {
                rest.remove();
                LockSupport.unpark(follower.thread);
            } else if (!led) {
                led = true;
                LockSupport.unpark(follower.thread);
            }
        }
    }
}
