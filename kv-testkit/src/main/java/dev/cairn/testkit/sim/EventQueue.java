package dev.cairn.testkit.sim;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen, the next first; of what is due at one time, what came first. A binary heap in
 * which every event knows its place, so that one may be taken out of the middle. Used by one
 * thread.
 */
final class EventQueue {
    private static final int OUT = -1;
    private static final Event NONE = new Event(Long.MAX_VALUE, Long.MAX_VALUE, () -> {});

    private Event[] heap = new Event[64];
    private int size;
    private long added;

    /** Something that is to happen. */
    static final class Event {
        private final long at;
        private final long sequence;
        private final Runnable task;
        private int place = OUT;

        private Event(long at, long sequence, Runnable task) {
            this.at = at;
            this.sequence = sequence;
            this.task = task;
        }

        /** When it is due, in nanoseconds. */
        long at() {
            return at;
        }

        void run() {
            task.run();
        }

        private boolean isBefore(Event other) {
            return at < other.at || at == other.at && sequence < other.sequence;
        }
    }

    /** A new event, behind all that are due at its time. */
    Event add(long at, Runnable task) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        Event event = new Event(at, added++, task);
        rise(event, size++);
        return event;
    }

    /** The next one, which stays; null when there is none. */
    @Nullable Event first() {
        return size == 0 ? null : heap[0];
    }

    /** Takes an event out; nothing happens when it is out already. */
    void remove(Event event) {
        int place = event.place;
        if (place == OUT) {
            return;
        }
        event.place = OUT;
        Event last = heap[--size];
        heap[size] = NONE;
        if (last != event) {
            sink(last, place);
            if (last.place == place) {
                rise(last, place);
            }
        }
    }

    private void rise(Event event, int from) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            if (heap[parent].isBefore(event)) {
                break;
            }
            put(heap[parent], place);
            place = parent;
        }
        put(event, place);
    }

    private void sink(Event event, int from) {
        int place = from;
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
                child++;
            }
            if (event.isBefore(heap[child])) {
                break;
            }
            put(heap[child], place);
            place = child;
        }
        put(event, place);
    }

    private void put(Event event, int place) {
        heap[place] = event;
        event.place = place;
    }
}
