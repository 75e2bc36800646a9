package dev.cairn.lsm.log;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * The thread that syncs the log, so that no writer ever does. While one fdatasync runs, requests
 * gather; the next one serves them all.
 */
final class LogSyncer {
    private final CommitLog log;
    private final SyncPolicy policy;
    private final AtomicLong requested = new AtomicLong();
    private final Thread thread;
    private volatile long acknowledged;
    private volatile LongConsumer listener = position -> {};
    private volatile boolean rotated;
    private volatile boolean stopping;

    LogSyncer(CommitLog log, SyncPolicy policy, long position) {
        this.log = log;
        this.policy = policy;
        this.acknowledged = position;
        this.requested.set(position);
        this.thread = Thread.ofPlatform().name("cairn-lsm-sync").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void onAcknowledged(LongConsumer newListener) {
        listener = newListener;
    }

    long acknowledged() {
        return acknowledged;
    }

    void request(long position) {
        if (requested.accumulateAndGet(position, Math::max) > acknowledged) {
            LockSupport.unpark(thread);
        }
    }

    /**
     * Has a sealed segment synced soon, whoever asks or not, so that unsynced bytes stay bounded.
     */
    void rotated() {
        rotated = true;
        LockSupport.unpark(thread);
    }

    /** Ends the thread once it has finished what it does; callable once. */
    void stop() {
        stopping = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long nextSync = System.nanoTime() + intervalNanos();
        while (!stopping) {
            boolean asked = requested.get() > acknowledged;
            boolean due = policy.interval().isPresent() && nextSync - System.nanoTime() <= 0;
            if (!asked && !due && !rotated) {
                await(nextSync);
                continue;
            }
            if (due) {
                nextSync = System.nanoTime() + intervalNanos();
            }
            if (asked && !policy.acknowledgeSynced()) {
                acknowledge(log.writtenPosition());
            }
            if ((rotated || policy.acknowledgeSynced() || due && log.hasUnsynced()) && !syncAll()) {
                return;
            }
        }
    }

    private boolean syncAll() {
        rotated = false;
        boolean synced = log.sync();
        if (synced && policy.acknowledgeSynced()) {
            acknowledge(log.syncedPosition());
        }
        return synced;
    }

    void acknowledge(long position) {
        if (position > acknowledged) {
            acknowledged = position;
            listener.accept(position);
        }
    }

    private long intervalNanos() {
        return policy.interval().map(interval -> interval.toNanos()).orElse(0L);
    }

    private void await(long nextSync) {
        if (policy.interval().isPresent()) {
            LockSupport.parkNanos(this, nextSync - System.nanoTime());
        } else {
            LockSupport.park(this);
        }
    }
}
