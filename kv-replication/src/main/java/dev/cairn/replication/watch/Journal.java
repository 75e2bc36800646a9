package dev.cairn.replication.watch;

import dev.cairn.api.Bytes;
import java.lang.foreign.MemorySegment;

/**
 * The storage keys that this node wrote last, numbered in the order of their writes, a bounded
 * number of them. Kept only while somebody wants to know: each time it is opened it has another id,
 * and knows nothing of what was before. Safe for all threads; a write waits for another one's note
 * at most.
 */
public final class Journal {
    private final int capacity;
    private Bytes[] keys = {};
    private Runnable listener = () -> {};
    private long id;
    private long next;
    private volatile boolean open;

    /** A closed one, for so many keys. */
    public Journal(int capacity) {
        this.capacity = capacity;
    }

    /**
     * How far somebody has read.
     *
     * @param journal the id of the journal
     * @param next the number of the first key that was not read
     */
    record Mark(long journal, long next) {}

    /** Runs {@code task} on the writer's thread after each note from now on; it must be quick. */
    synchronized void onNote(Runnable task) {
        listener = task;
    }

    /**
     * Notes a key that was written, valid during the call: what was written must be visible to
     * readers by now.
     */
    public void wrote(MemorySegment storageKey) {
        if (open) {
            note(Bytes.copyOf(storageKey)).run();
        }
    }

    private synchronized Runnable note(Bytes storageKey) {
        if (open) {
            keys[(int) (next % capacity)] = storageKey;
            next++;
        }
        return listener;
    }

    /** Notes keys from now on under this id, unless it does already. */
    synchronized void open(long fresh) {
        if (!open) {
            id = fresh;
            next = 0;
            keys = new Bytes[capacity];
            open = true;
        }
    }

    /** Forgets all. */
    synchronized void close() {
        open = false;
        keys = new Bytes[0];
    }

    boolean isOpen() {
        return open;
    }

    /** Behind the last key. */
    synchronized Mark end() {
        return new Mark(id, next);
    }

    /** Whether every key behind the mark is still there. */
    synchronized boolean reaches(Mark mark) {
        return open
                && mark.journal() == id
                && mark.next() <= next
                && next - mark.next() <= capacity;
    }

    /**
     * Copies the keys behind the mark, as many as {@code target} holds; answers how many, and -1
     * when some are not there any more.
     */
    synchronized int copy(Mark mark, Bytes[] target) {
        if (!reaches(mark)) {
            return -1;
        }
        int count = (int) Math.min(target.length, next - mark.next());
        for (int i = 0; i < count; i++) {
            target[i] = keys[(int) ((mark.next() + i) % capacity)];
        }
        return count;
    }
}
