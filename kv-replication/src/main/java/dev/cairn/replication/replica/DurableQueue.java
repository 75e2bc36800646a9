package dev.cairn.replication.replica;

import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.StorageEngine;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What waits for its record to be on stable storage, in the order of log positions: one sync
 * releases all up to its position. Owned by one lane, apart from {@link #advanced}.
 */
final class DurableQueue {
    private final Lane lane;
    private final StorageEngine engine;
    private final int limit;
    private final boolean survivesPowerLoss;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final AtomicLong durable = new AtomicLong();
    private final AtomicBoolean woken = new AtomicBoolean();

    private record Waiting(long position, LocalReplica.StoredSink sink) {}

    /** At most {@code limit} records wait. */
    DurableQueue(Lane lane, StorageEngine engine, int limit) {
        this.lane = lane;
        this.engine = engine;
        this.limit = limit;
        this.survivesPowerLoss = engine.survivesPowerLoss();
    }

    boolean isFull() {
        return waiting.size() >= limit;
    }

    /** Tells {@code sink} once the engine is durable up to {@code position}; at once when it is. */
    void await(long position, LocalReplica.StoredSink sink) {
        if (engine.durablePosition() >= position) {
            sink.stored(survivesPowerLoss);
            return;
        }
        waiting.add(new Waiting(position, sink));
        engine.requestSync(position);
    }

    /** The engine's durable position has advanced. Called on any thread. */
    void advanced(long position) {
        durable.accumulateAndGet(position, Math::max);
        if (woken.compareAndSet(false, true)) {
            lane.execute(this::release);
        }
    }

    private void release() {
        woken.set(false);
        long reached = durable.get();
        for (Waiting head = waiting.peek();
                head != null && head.position <= reached;
                head = waiting.peek()) {
            waiting.remove();
            head.sink.stored(survivesPowerLoss);
        }
    }
}
