package dev.cairn.replication.replica;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * One at a time for each key. A task that must wait for the disk holds its key; what comes for that
 * key meanwhile waits behind it, in order, and everything else goes on. As long as memory answers,
 * no key is ever held and nothing is kept.
 *
 * <p>Owned by one lane.
 */
final class KeyQueues {
    private final int limit;
    private final Map<StorageKey, Held> held = new HashMap<>();
    private int waiting;

    /** At most {@code limit} tasks wait, over all keys. */
    KeyQueues(int limit) {
        this.limit = limit;
    }

    /** What waits for one key. */
    private static final class Held {
        private final Queue<Runnable> behind = new ArrayDeque<>(4);
        private boolean blocked;
    }

    /**
     * Runs {@code task} now, or when the key is free; false when too many wait already, and the
     * task was not taken.
     */
    boolean enter(StorageKey key, Runnable task) {
        Held queue = held.isEmpty() ? null : held.get(key);
        if (queue == null) {
            task.run();
            return true;
        }
        if (waiting == limit) {
            return false;
        }
        waiting++;
        queue.behind.add(task);
        return true;
    }

    /** Whether any key is held. */
    boolean holdsAny() {
        return !held.isEmpty();
    }

    /** Whether this one is. */
    boolean holds(StorageKey key) {
        return held.containsKey(key);
    }

    /** Keeps the key, on behalf of the task that runs now, until {@link #release}. */
    void hold(StorageKey key) {
        held.computeIfAbsent(key, free -> new Held()).blocked = true;
    }

    /**
     * Runs the end of the task that held the key and then what has waited, until one of those holds
     * the key again.
     */
    void release(StorageKey key, Runnable end) {
        Held queue = held.get(key);
        if (queue == null) {
            throw new IllegalStateException(key + " is not held");
        }
        queue.blocked = false;
        end.run();
        while (!queue.blocked && !queue.behind.isEmpty()) {
            waiting--;
            queue.behind.remove().run();
        }
        if (!queue.blocked) {
            held.remove(key);
        }
    }
}
