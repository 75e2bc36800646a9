package dev.cairn.lsm;

import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.memtable.Memtable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The present view and those that are still in use.
 *
 * <p>A reader pins the present view for the length of a call, without a lock; a cursor holds its
 * view until it is closed. A change makes a new view of the same parts and more; what is in no view
 * any more is given up.
 */
final class Views {
    private static final long CLOSE_POLL_NANOS = 50_000;

    private final Set<View> alive = ConcurrentHashMap.newKeySet();
    private volatile View present;
    private volatile boolean closed;

    Views(View first) {
        this.present = first;
        alive.add(first);
    }

    /** The present view, kept alive until {@link #unpin} on the same thread; throws CLOSED. */
    View pin() {
        while (true) {
            View view = present;
            view.pins().enter();
            if (closed) {
                unpin(view);
                throw closed();
            }
            if (view == present) {
                return view;
            }
            unpin(view);
        }
    }

    /** Enters a call on a view that is held; throws CLOSED. */
    void repin(View held) {
        held.pins().enter();
        if (closed) {
            unpin(held);
            throw closed();
        }
    }

    void unpin(View view) {
        view.pins().exit();
        releaseIfUnused(view);
    }

    /** Ends a cursor's hold, which it began with {@link Pins#hold} within a call. */
    void drop(View view) {
        view.pins().drop();
        releaseIfUnused(view);
    }

    private void releaseIfUnused(View view) {
        if (view.pins().releasable()) {
            view.release();
            alive.remove(view);
        }
    }

    /** The present view, for those who know that it cannot go: the writer and the background. */
    View present() {
        return present;
    }

    boolean isClosed() {
        return closed;
    }

    void ensureOpen() {
        if (closed) {
            throw closed();
        }
    }

    static StorageException closed() {
        return new StorageException(StorageException.Kind.CLOSED, "the store is closed", null);
    }

    /** Puts a new memtable before the others. */
    synchronized void rotated(Counted<Memtable> fresh) {
        List<Counted<Memtable>> memtables = new ArrayList<>();
        memtables.add(fresh);
        memtables.addAll(present.memtables());
        replace(new View(memtables, present.tables()));
    }

    /** Replaces the oldest memtable by its table, or by nothing. */
    synchronized void flushed(List<Placed> table) {
        List<Counted<Memtable>> memtables = new ArrayList<>(present.memtables());
        memtables.removeLast();
        List<Placed> tables = new ArrayList<>(table);
        tables.addAll(present.tables());
        replace(new View(memtables, tables));
    }

    /** Replaces tables by what they were merged to, or by nothing. */
    synchronized void compacted(List<Placed> inputs, List<Placed> output) {
        inputs.forEach(placed -> placed.table().markObsolete());
        exchange(inputs, output);
    }

    /** Takes tables to another level. */
    synchronized void moved(List<Placed> inputs, int level) {
        exchange(inputs, inputs.stream().map(placed -> placed.at(level)).toList());
    }

    private void exchange(List<Placed> gone, List<Placed> come) {
        List<Placed> tables = new ArrayList<>(present.tables());
        tables.removeAll(gone);
        tables.addAll(come);
        replace(new View(present.memtables(), tables));
    }

    private void replace(View next) {
        View former = present;
        alive.add(next);
        present = next;
        former.pins().retire();
        releaseIfUnused(former);
    }

    /** Refuses all calls from now on. */
    void close() {
        closed = true;
    }

    /** Waits for the calls that were inside and gives everything up that no cursor holds. */
    void release() {
        for (View view : alive) {
            while (view.pins().inCall()) {
                LockSupport.parkNanos(CLOSE_POLL_NANOS);
            }
        }
        present.pins().retire();
        releaseIfUnused(present);
    }
}
