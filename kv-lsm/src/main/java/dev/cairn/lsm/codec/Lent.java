package dev.cairn.lsm.codec;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * A few objects that are costly to make and serve one thread at a time. A thread finds the one it
 * gave back last unless another has taken it; those beyond the few are closed. Safe for all
 * threads.
 */
final class Lent<T extends AutoCloseable> {
    private static final int KEPT = 16;

    private final AtomicReferenceArray<T> kept = new AtomicReferenceArray<>(KEPT);
    private final Supplier<T> maker;

    Lent(Supplier<T> maker) {
        this.maker = maker;
    }

    private static int place() {
        return (int) Thread.currentThread().threadId() & KEPT - 1;
    }

    T take() {
        T found = kept.getAndSet(place(), null);
        return found == null ? maker.get() : found;
    }

    void giveBack(T object) {
        T former = kept.getAndSet(place(), object);
        if (former != null) {
            try {
                former.close();
            } catch (Exception impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
