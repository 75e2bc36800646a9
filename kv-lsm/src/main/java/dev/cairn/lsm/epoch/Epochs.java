package dev.cairn.lsm.epoch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Epoch-based reclamation (Fraser, 2004), with two epochs as in sleepable RCU (McKenney, 2006).
 *
 * <p>A reader enters the present epoch, follows shared references, and leaves. Whoever has taken
 * something out of reach retires it; what was to be done with it then is done once all readers have
 * left who were inside at that time. For that the epoch is changed, so that new readers enter the
 * other one, and the former is watched until it is empty.
 *
 * <p>Readers are counted in stripes, a cache line apart, so that those on different threads do not
 * meet. A stripe never falls below zero, since a reader leaves where it entered. One that enters
 * and finds the epoch changed leaves again and has followed nothing. Safe for all threads; calls
 * may nest. What is retired runs on the thread of a reader or of another retirement and must be
 * short.
 */
public final class Epochs {
    private static final int STRIPES = 16;
    private static final int SPREAD = 8;

    private final AtomicLongArray readers = new AtomicLongArray((2 * STRIPES + 1) * SPREAD);
    private final ReentrantLock lock = new ReentrantLock();
    private List<Runnable> young = new ArrayList<>();
    private List<Runnable> old = new ArrayList<>();
    private volatile int epoch;
    private volatile boolean waiting;

    /** Makes the two epochs, empty. */
    public Epochs() {}

    /** Enters; answers what {@link #exit} takes, on any thread. */
    public int enter() {
        int thread = (int) Thread.currentThread().threadId() & STRIPES - 1;
        while (true) {
            int present = epoch;
            int stripe = (1 + present * STRIPES + thread) * SPREAD;
            readers.getAndIncrement(stripe);
            if (present == epoch) {
                return stripe;
            }
            readers.getAndDecrement(stripe);
        }
    }

    /** Leaves. */
    public void exit(int stripe) {
        readers.getAndDecrement(stripe);
        if (waiting) {
            reclaim();
        }
    }

    /**
     * Has {@code action} run once no reader is inside who might have found what was taken out of
     * reach before this call.
     */
    public void retire(Runnable action) {
        lock.lock();
        try {
            young.add(action);
            waiting = true;
        } finally {
            lock.unlock();
        }
        reclaim();
    }

    /** Whether any reader is inside. */
    public boolean isOccupied() {
        return isOccupied(0) || isOccupied(1);
    }

    private boolean isOccupied(int which) {
        for (int thread = 0; thread < STRIPES; thread++) {
            if (readers.get((1 + which * STRIPES + thread) * SPREAD) != 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Runs what may run. One thread at a time; another that finds it at work goes on, and the one
     * at work looks again after it has let go, so that nothing is left that could run.
     */
    private void reclaim() {
        while (waiting && mayAdvance() && lock.tryLock()) {
            try {
                advance();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean mayAdvance() {
        return !isOccupied(1 - epoch);
    }

    /**
     * The epoch that is not the present one is empty before each change, so whoever is counted
     * there afterwards was inside before it.
     */
    private void advance() {
        int former = 1 - epoch;
        while (!isOccupied(former)) {
            List<Runnable> free = old;
            old = young;
            young = new ArrayList<>();
            if (!old.isEmpty()) {
                epoch = former;
            } else if (free.isEmpty()) {
                waiting = false;
                return;
            }
            free.forEach(Runnable::run);
            former = 1 - epoch;
        }
    }
}
