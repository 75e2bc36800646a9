package dev.cairn.transport.netty.peer;

import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Lane;
import dev.cairn.api.env.LaneDriver;
import java.time.Duration;
import java.util.function.Function;

/**
 * A lane that runs its tasks at once on whatever thread gives them, for tests of one class on one
 * thread.
 */
final class HereLane implements Lane {
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
        throw new UnsupportedOperationException();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <D extends LaneDriver> D driver(Class<D> type, Function<Lane, D> factory) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }
}
