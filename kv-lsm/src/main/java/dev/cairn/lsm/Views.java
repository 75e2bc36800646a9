package dev.cairn.lsm;

import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.epoch.Epochs;
import dev.cairn.lsm.memtable.Memtable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The present view, and who is inside.
 *
 * <p>A reader enters for the length of a call, without a lock, and uses the present view; a cursor
 * or a snapshot holds its view until it is closed. A change makes a new view of the same parts and
 * more; what is in no view any more is given up, once nobody is inside who might have found it.
 */
final class Views {
    private static final long CLOSE_POLL_NANOS = 50_000;

    private final Epochs epochs;
    private volatile View present;
    private volatile boolean closed;

    Views(View first, Epochs epochs) {
        this.present = first;
        this.epochs = epochs;
    }

    /** Begins a call; answers what {@link #exit} takes; throws CLOSED. */
    int enter() {
        int inside = epochs.enter();
        if (closed) {
            epochs.exit(inside);
            throw closed();
        }
        return inside;
    }

    /** Ends a call. */
    void exit(int inside) {
        epochs.exit(inside);
    }

    /**
     * The present view, for those inside a call, and for the background, which alone replaces it.
     */
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
        present = next;
        epochs.retire(former::retire);
    }

    /** Has something done once the calls that are inside have ended. */
    void afterCalls(Runnable action) {
        epochs.retire(action);
    }

    /** Refuses all calls from now on. */
    void close() {
        closed = true;
    }

    /** Waits for the calls that were inside and gives everything up that no cursor holds. */
    void release() {
        while (epochs.isOccupied()) {
            LockSupport.parkNanos(CLOSE_POLL_NANOS);
        }
        epochs.retire(present::retire);
    }
}
