package dev.cairn.bench.replication;

import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Lane;
import dev.cairn.api.env.LaneDriver;
import dev.cairn.bench.engine.OpenEngine;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * The caller's own thread as a lane: tasks run when it says so, and timers never. An engine's
 * threads may give it tasks too.
 */
final class LoopLane implements Lane {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    /** Runs what was given to it, and what that gives to it; whether there was anything. */
    boolean drain() {
        boolean some = false;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            some = true;
        }
        return some;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        return () -> {};
    }

    @Override
    public int index() {
        return 0;
    }

    @Override
    public boolean isCurrent() {
        return true;
    }

    @Override
    public Clock clock() {
        return OpenEngine.CLOCK;
    }

    @Override
    public <D extends LaneDriver> D driver(Class<D> type, Function<Lane, D> factory) {
        throw new UnsupportedOperationException("there is nothing to poll");
    }
}
