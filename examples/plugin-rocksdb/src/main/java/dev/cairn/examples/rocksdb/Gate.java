package dev.cairn.examples.rocksdb;

import dev.cairn.api.spi.StorageException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts who is inside the native store, so that it is never closed under a call: RocksDB would
 * crash the process. A call takes no lock; threads share counters only by chance.
 */
final class Gate {
    /** Nobody gets in any more. */
    static final int SHUT = -1;

    private static final int STRIPES = 64;

    /** Counters stand this far apart, so that no two share a cache line. */
    private static final int STEP = 32;

    private static final long LOOK_AGAIN_NANOS = 100_000;

    private final AtomicIntegerArray inside = new AtomicIntegerArray(STRIPES * STEP);
    private volatile boolean closed;

    /** Goes in; answers what {@link #exit} wants. Throws CLOSED. */
    int enter() {
        int stripe = tryEnter();
        if (stripe == SHUT) {
            throw closed();
        }
        return stripe;
    }

    /** As {@link #enter}, but answers {@link #SHUT} when it is closed. */
    int tryEnter() {
        int stripe = (int) (Thread.currentThread().threadId() % STRIPES) * STEP;
        inside.incrementAndGet(stripe);
        if (closed) {
            exit(stripe);
            return SHUT;
        }
        return stripe;
    }

    void exit(int stripe) {
        inside.decrementAndGet(stripe);
    }

    /** Lets nobody in any more and waits until all are out; false when it was closed before. */
    boolean close() {
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
        }
        for (int stripe = 0; stripe < inside.length(); stripe += STEP) {
            while (inside.get(stripe) > 0) {
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        }
        return true;
    }

    boolean isClosed() {
        return closed;
    }

    static StorageException closed() {
        return new StorageException(StorageException.Kind.CLOSED, "the store is closed", null);
    }
}
