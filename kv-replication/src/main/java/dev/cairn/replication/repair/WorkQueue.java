package dev.cairn.replication.repair;

import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.StorageException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The scans of one lane's exchanges: one at a time on a storage thread, each followed by its end on
 * the lane. What does not fit is dropped, since the next round does it again. Sends pay for their
 * bytes, and no scan starts while the debt is more than a tenth of a second. Owned by its lane.
 */
public final class WorkQueue {
    private static final int LIMIT = 1024;
    private static final long BURST_NANOS = Duration.ofMillis(100).toNanos();

    private final Lane lane;
    private final Executor storageThreads;
    private final long bytesPerSecond;
    private final Consumer<StorageException> unreadable;
    private final Queue<Work> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean closed;
    private long paidUntil;

    /** Reads on a storage thread and answers what the lane has to do then. */
    @FunctionalInterface
    public interface Work {
        /** Runs on a storage thread. */
        Runnable read();
    }

    /**
     * Nothing to do yet.
     *
     * @param bytesPerSecond what may be paid for
     * @param unreadable hears of what could not be read
     */
    public WorkQueue(
            Lane lane,
            Executor storageThreads,
            long bytesPerSecond,
            Consumer<StorageException> unreadable) {
        this.lane = lane;
        this.storageThreads = storageThreads;
        this.bytesPerSecond = bytesPerSecond;
        this.unreadable = unreadable;
        this.paidUntil = lane.clock().nanos();
    }

    /** Whether nothing is to be done. */
    public boolean isIdle() {
        return !busy && waiting.isEmpty();
    }

    /** Takes the work unless there is too much already. */
    public boolean add(Work work) {
        if (closed || waiting.size() == LIMIT) {
            return false;
        }
        waiting.add(work);
        next();
        return true;
    }

    /** So many bytes were sent. */
    public void pay(int bytes) {
        long now = lane.clock().nanos();
        long from = paidUntil - now < 0 ? now : paidUntil;
        paidUntil = from + bytes * Duration.ofSeconds(1).toNanos() / bytesPerSecond;
    }

    /** Drops what waits and takes no more. */
    public void close() {
        closed = true;
        waiting.clear();
    }

    private void next() {
        if (busy || waiting.isEmpty()) {
            return;
        }
        busy = true;
        long debt = paidUntil - lane.clock().nanos();
        if (debt > BURST_NANOS) {
            lane.after(Duration.ofNanos(debt - BURST_NANOS), this::start);
        } else {
            start();
        }
    }

    private void start() {
        Work work = waiting.peek();
        if (work == null) {
            busy = false;
            return;
        }
        try {
            storageThreads.execute(() -> {
                Runnable end = read(work);
                lane.execute(() -> finish(end));
            });
            waiting.remove();
        } catch (RejectedExecutionException tooMany) {
            lane.after(Duration.ofNanos(BURST_NANOS), this::start);
        }
    }

    private Runnable read(Work work) {
        try {
            return work.read();
        } catch (StorageException damaged) {
            return () -> unreadable.accept(damaged);
        }
    }

    private void finish(Runnable end) {
        busy = false;
        if (!closed) {
            end.run();
            next();
        }
    }
}
