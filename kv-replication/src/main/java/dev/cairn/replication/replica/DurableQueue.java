package dev.cairn.replication.replica;

import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.StorageEngine;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What waits for its record to be on stable storage, in the order of log positions: one sync
 * releases all up to its position. Owned by one lane, apart from {@link #advanced}.
 */
final class DurableQueue {
    private final Lane lane;
    private final StorageEngine engine;
    private final int limit;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final AtomicBoolean woken = new AtomicBoolean();

    private record Waiting(long position, LocalReplica.StoredSink sink) {}

    /** At most {@code limit} records wait. */
    DurableQueue(Lane lane, StorageEngine engine, int limit) {
        this.lane = lane;
        this.engine = engine;
        this.limit = limit;
    }

    boolean isFull() {
        return waiting.size() >= limit;
    }

    /**
     * Tells {@code sink} once the engine is durable up to {@code position}; at once when it is
     * already.
     */
    void await(long position, LocalReplica.StoredSink sink) {
        if (engine.durablePosition() >= position) {
            sink.stored(true);
            return;
        }
        waiting.add(new Waiting(position, sink));
        engine.requestSync(position);
    }

    /** The engine's durable position has advanced. Called on any thread. */
    void advanced() {
        if (woken.compareAndSet(false, true)) {
            lane.execute(this::release);
        }
    }

    private void release() {
        woken.set(false);
        long durable = engine.durablePosition();
        for (Waiting head = waiting.peek();
                head != null && head.position <= durable;
                head = waiting.peek()) {
            waiting.remove();
            head.sink.stored(true);
        }
    }
}
