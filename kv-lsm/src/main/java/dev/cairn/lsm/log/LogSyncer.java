package dev.cairn.lsm.log;

import dev.cairn.api.env.Scheduler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Syncs the log so that no writer has to: on a thread of its own, or on the scheduler that the
 * policy names, or on the thread of one who waits for it anyway. While one fdatasync runs, requests
 * gather; the next one serves them all.
 */
final class LogSyncer {
    /** How long nothing is written before the end of the log is marked. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final CommitLog log;
    private final SyncPolicy policy;
    private final AtomicLong requested = new AtomicLong();
    private final Driver driver;
    private final ReentrantLock turns = new ReentrantLock();
    private final Followers followers = new Followers();
    private volatile long acknowledged;
    private volatile LongConsumer listener = position -> {};
    private volatile Runnable quiet = () -> {};
    private long lastSeen;
    private volatile boolean rotated;
    private volatile boolean stopping;

    /** What gives the syncer its turns. */
    private interface Driver {
        void start();

        /** There is something to do. */
        void wake();

        /** Returns once the last turn has ended. */
        void stop();
    }

    LogSyncer(CommitLog log, SyncPolicy policy, long position) {
        this.log = log;
        this.policy = policy;
        this.acknowledged = position;
        this.requested.set(position);
        this.driver = policy.on().<Driver>map(Scheduled::new).orElseGet(OwnThread::new);
    }

    void start() {
        driver.start();
    }

    void onAcknowledged(LongConsumer newListener) {
        listener = newListener;
    }

    void onQuiet(Runnable newListener) {
        quiet = newListener;
    }

    long acknowledged() {
        return acknowledged;
    }

    void request(long position) {
        if (requested.accumulateAndGet(position, Math::max) > acknowledged) {
            driver.wake();
        }
    }

    /**
     * Has what nobody will ask for, a sealed segment or a mark, synced soon, whoever asks or not,
     * so that unsynced bytes stay bounded; unless nothing is promised of them: then their table
     * mostly comes before the kernel has written them, and they never cost the disk anything.
     */
    void rotated() {
        if (!policy.isLeftToKernel()) {
            rotated = true;
            driver.wake();
        }
    }

    /**
     * Waits until a position is acknowledged, and takes a turn itself unless somebody else has one:
     * a thread that would only wait spares two of them a wake-up. An interrupt is kept until the
     * end: it would close the files that all use. Throws READ_ONLY.
     */
    void await(long position) {
        boolean interrupted = Thread.interrupted();
        try {
            requested.accumulateAndGet(position, Math::max);
            while (acknowledged < position) {
                log.ensureWritable();
                if (turns.tryLock()) {
                    lead();
                } else {
                    followers.follow(position, () -> acknowledged >= position || !turns.isLocked());
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Takes a turn; the lock is held, and is given up before others are woken. */
    private void lead() {
        boolean goesOn = false;
        try {
            goesOn = turnAlone(false);
        } finally {
            turns.unlock();
            followers.wake(goesOn ? acknowledged : Long.MAX_VALUE);
        }
    }

    /**
     * Ends the syncer once it has finished what it does, and keeps its turns: nobody syncs any
     * more, and {@link #last} tells those who wait. Callable once.
     */
    void stop() {
        stopping = true;
        driver.stop();
        turns.lock();
    }

    /** Tells what the last sync has reached, after the stop. */
    void last(long position) {
        acknowledge(position);
        followers.wake(Long.MAX_VALUE);
    }

    /** Has the end of the log marked if nothing was written since the last look. */
    private void look() {
        long written = log.writtenPosition();
        if (written == lastSeen && log.isUnmarked()) {
            quiet.run();
        }
        lastSeen = written;
    }

    private boolean hasWork() {
        return rotated || requested.get() > acknowledged;
    }

    /** One turn: a sync that serves all who asked before it; false when nothing more will come. */
    private boolean turn(boolean due) {
        boolean goesOn = false;
        turns.lock();
        try {
            goesOn = turnAlone(due);
        } finally {
            turns.unlock();
            followers.wake(goesOn ? acknowledged : Long.MAX_VALUE);
        }
        return goesOn;
    }

    private boolean turnAlone(boolean due) {
        boolean asked = requested.get() > acknowledged;
        if (asked && !policy.acknowledgeSynced()) {
            acknowledge(log.writtenPosition());
        }
        boolean wanted = rotated || asked && policy.acknowledgeSynced() || due && log.hasUnsynced();
        return !wanted || syncAll();
    }

    private boolean syncAll() {
        rotated = false;
        boolean synced = log.sync();
        if (synced && policy.acknowledgeSynced()) {
            acknowledge(log.syncedPosition());
        }
        return synced;
    }

    private void acknowledge(long position) {
        if (position > acknowledged) {
            acknowledged = position;
            listener.accept(position);
        }
    }

    /** Turns on a thread that sleeps while there is nothing to do. */
    private final class OwnThread implements Driver {
        private final Thread thread =
                Thread.ofPlatform().name("cairn-lsm-sync").daemon().unstarted(this::run);
        private final long intervalNanos =
                policy.interval().map(interval -> interval.toNanos()).orElse(Long.MAX_VALUE);

        @Override
        public void start() {
            thread.start();
        }

        @Override
        public void wake() {
            LockSupport.unpark(thread);
        }

        @Override
        public void stop() {
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
            long lastDue = System.nanoTime();
            long lastLook = lastDue;
            while (!stopping) {
                long now = System.nanoTime();
                long left = intervalNanos - (now - lastDue);
                boolean due = left <= 0;
                if (!due && !hasWork()) {
                    if (now - lastLook >= QUIET.toNanos()) {
                        lastLook = now;
                        look();
                    } else {
                        LockSupport.parkNanos(this, Math.min(left, QUIET.toNanos()));
                    }
                    continue;
                }
                if (due) {
                    lastDue = System.nanoTime();
                }
                if (!turn(due)) {
                    return;
                }
            }
        }
    }

    /** Turns as tasks of a scheduler. */
    private final class Scheduled implements Driver {
        private final Scheduler scheduler;
        private final AtomicBoolean waiting = new AtomicBoolean();
        private boolean ended;
        private boolean looking;

        Scheduled(Scheduler scheduler) {
            this.scheduler = scheduler;
        }

        @Override
        public void start() {
            policy.interval()
                    .ifPresent(interval -> scheduler.after(interval, this::intervalPassed));
        }

        @Override
        public void wake() {
            if (waiting.compareAndSet(false, true)) {
                scheduler.execute(() -> {
                    waiting.set(false);
                    guardedTurn(false);
                });
            }
        }

        private void intervalPassed() {
            if (guardedTurn(true)) {
                start();
            }
        }

        private synchronized boolean guardedTurn(boolean due) {
            ended = ended || stopping || !turn(due);
            lookLater();
            return !ended;
        }

        private void lookLater() {
            if (!ended && !looking && log.isUnmarked()) {
                looking = true;
                lastSeen = log.writtenPosition();
                scheduler.after(QUIET, this::lookNow);
            }
        }

        private synchronized void lookNow() {
            looking = false;
            if (!ended) {
                look();
                lookLater();
            }
        }

        @Override
        public synchronized void stop() {
            ended = true;
        }
    }
}
