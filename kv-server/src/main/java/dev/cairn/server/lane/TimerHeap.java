package dev.cairn.server.lane;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tasks by the time they are due: a binary heap whose entries know their place, so that a request's
 * deadline, nearly always cancelled, is removed at once and the heap stays as small as what is in
 * flight. For one thread.
 */
final class TimerHeap {
    private @Nullable Entry[] heap = new Entry[64];
    private int size;

    /** One task. */
    static final class Entry {
        private static final int OUTSIDE = -1;

        private final long dueNanos;
        private final Runnable task;
        private int index = OUTSIDE;

        Entry(long dueNanos, Runnable task) {
            this.dueNanos = dueNanos;
            this.task = task;
        }

        long dueNanos() {
            return dueNanos;
        }

        Runnable task() {
            return task;
        }
    }

    int size() {
        return size;
    }

    void add(Entry entry) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        size++;
        up(size - 1, entry);
    }

    /** Takes an entry out; does nothing when it is not in. */
    void remove(Entry entry) {
        int hole = entry.index;
        if (hole == Entry.OUTSIDE) {
            return;
        }
        entry.index = Entry.OUTSIDE;
        size--;
        Entry last = at(size);
        heap[size] = null;
        if (last != entry) {
            down(hole, last);
            if (last.index == hole) {
                up(hole, last);
            }
        }
    }

    /** Takes out the first entry when it is due at {@code nowNanos}. */
    @Nullable Entry pollDue(long nowNanos) {
        if (size == 0 || at(0).dueNanos - nowNanos > 0) {
            return null;
        }
        Entry first = at(0);
        remove(first);
        return first;
    }

    /**
     * Nanoseconds until the first entry is due, not below 0; {@code atMost} when that is less or
     * there is none.
     */
    long untilNext(long nowNanos, long atMost) {
        return size == 0 ? atMost : Math.clamp(at(0).dueNanos - nowNanos, 0, atMost);
    }

    private void up(int from, Entry entry) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!before(entry, at(parent))) {
                break;
            }
            place(at, at(parent));
            at = parent;
        }
        place(at, entry);
    }

    private void down(int from, Entry entry) {
        int at = from;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && before(at(child + 1), at(child))) {
                child++;
            }
            if (!before(at(child), entry)) {
                break;
            }
            place(at, at(child));
            at = child;
        }
        place(at, entry);
    }

    private static boolean before(Entry left, Entry right) {
        return left.dueNanos - right.dueNanos < 0;
    }

    private void place(int at, Entry entry) {
        heap[at] = entry;
        entry.index = at;
    }

    private Entry at(int index) {
        Entry entry = heap[index];
        if (entry == null) {
            throw new IllegalStateException("no timer at " + index + " of " + size);
        }
        return entry;
    }
}
