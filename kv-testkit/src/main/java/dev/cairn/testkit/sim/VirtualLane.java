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
    private @Nullable LaneDriver driver;
    private boolean running;
    private boolean dead;

    VirtualLane(Simulation simulation, int index, Clock clock) {
        this.simulation = simulation;
        this.index = index;
        this.clock = clock;
    }

    /** The world it is part of. */
    public Simulation simulation() {
        return simulation;
    }

    /**
     * The process it belongs to is dead: nothing given to it runs any more, whenever it was given.
     */
    public void kill() {
        dead = true;
    }

    @Override
    public void execute(Runnable task) {
        after(Duration.ZERO, task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        return simulation.time().schedule(delay, () -> run(task));
    }

    private void run(Runnable task) {
        if (dead) {
            return;
        }
        running = true;
        try {
            task.run();
        } finally {
            running = false;
        }
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public boolean isCurrent() {
        return running;
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
