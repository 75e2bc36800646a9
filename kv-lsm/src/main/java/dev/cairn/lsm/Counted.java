package dev.cairn.lsm;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A memtable or a table, and how many views it is in; given up when the last of them is gone. */
final class Counted<T> {
    private final T resource;
    private final Consumer<Counted<T>> giveUp;
    private final AtomicInteger views = new AtomicInteger();
    private volatile boolean obsolete;

    Counted(T resource, Consumer<Counted<T>> giveUp) {
        this.resource = resource;
        this.giveUp = giveUp;
    }

    T get() {
        return resource;
    }

    /** Says that its file is not part of the store any more. */
    void markObsolete() {
        obsolete = true;
    }

    boolean isObsolete() {
        return obsolete;
    }

    void enter() {
        views.incrementAndGet();
    }

    void leave() {
        if (views.decrementAndGet() == 0) {
            giveUp.accept(this);
        }
    }
}
