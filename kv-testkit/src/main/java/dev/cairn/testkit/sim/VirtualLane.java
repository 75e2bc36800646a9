package dev.cairn.testkit.sim;

import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Lane;
import dev.cairn.api.env.LaneDriver;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A lane in virtual time: its tasks are events of the {@link Simulation}, so that any number of
 * lanes of any number of nodes run one after another on the test's own thread.
 *
 * <p>What a task throws comes out of the call that made time pass, because a test shall see it; the
 * lane goes on. There is nothing to poll in virtual time, so {@link #driver} hands out a driver and
 * never calls it.
 */
public final class VirtualLane implements Lane {
    private final Simulation simulation;
    private final int index;
    private final Clock clock;
    private final VirtualWorker worker;
    private @Nullable LaneDriver driver;

    VirtualLane(Simulation simulation, int index, Clock clock, VirtualWorker worker) {
        this.simulation = simulation;
        this.index = index;
        this.clock = clock;
        this.worker = worker;
    }

    /** The world it is part of. */
    public Simulation simulation() {
        return simulation;
    }

    /**
     * The process it belongs to is dead: nothing given to it runs any more, whenever it was given.
     */
    public void kill() {
        worker.kill();
    }

    @Override
    public void execute(Runnable task) {
        worker.execute(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        return worker.after(delay, task);
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public boolean isCurrent() {
        return worker.isCurrent();
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public <D extends LaneDriver> D driver(Class<D> type, Function<Lane, D> factory) {
        if (driver == null) {
            driver = factory.apply(this);
        }
        if (!type.isInstance(driver)) {
            throw new IllegalStateException(
                    "lane " + index + " polls a " + driver.getClass().getName());
        }
        return type.cast(driver);
    }
}
