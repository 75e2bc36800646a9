package dev.cairn.testkit.sim;

import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Lane;
import dev.cairn.api.env.Machine;
import dev.cairn.api.env.Scheduler;
import dev.cairn.api.event.EventSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * A {@link SimulatedMachine} as one process on it sees it. Its threads are {@link VirtualWorker}s:
 * a task of a lane takes some microseconds, one that may wait for the disk some tenths of a
 * millisecond, at random, and it takes effect at the end of that time.
 */
public final class SimulatedProcess implements Machine {
    private static final int MAX_QUEUED = 1 << 16;
    private static final long LANE_LEAST = 2_000;
    private static final long LANE_SPREAD = 3_000;
    private static final long DISK_LEAST = 50_000;
    private static final long DISK_SPREAD = 100_000;

    private final SimulatedMachine machine;
    private final Directory directory;
    private final EventSink events;
    private final RandomGenerator random;
    private final RandomGenerator pace;
    private final List<VirtualWorker> workers = new ArrayList<>();
    private boolean paused;
    private boolean dead;

    SimulatedProcess(SimulatedMachine machine, EventSink events, RandomGenerator random) {
        this.machine = machine;
        this.directory = machine.disk();
        this.events = events;
        this.random = random;
        this.pace = machine.world().random(random.nextLong() + " pace");
    }

    /** Stops it as SIGSTOP does: nothing runs, timers come late, the kernel goes on. */
    public void pause() {
        paused = true;
        workers.forEach(VirtualWorker::pause);
    }

    /** Lets a paused process go on. */
    public void resume() {
        paused = false;
        workers.forEach(VirtualWorker::resume);
    }

    /** Whether it is stopped. */
    public boolean isPaused() {
        return paused && !dead;
    }

    /** Whether it was neither closed nor killed. */
    public boolean isAlive() {
        return !dead;
    }

    void kill() {
        dead = true;
        workers.forEach(VirtualWorker::kill);
    }

    @Override
    public Clock clock() {
        return machine.clock();
    }

    @Override
    public String bootId() {
        return machine.bootId();
    }

    @Override
    public Directory directory() {
        return directory;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public RandomGenerator secureRandom() {
        return random;
    }

    /** A dead process tells nothing. */
    @Override
    public EventSink events() {
        return event -> {
            if (!dead) {
                events.emit(event);
            }
        };
    }

    @Override
    public Lane lane(int index, String name) {
        return new VirtualLane(
                machine.world(), index, machine.clock(), worker(this::processorNanos));
    }

    @Override
    public Executor workers(String name, int threads) {
        List<VirtualWorker> pool = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            pool.add(worker(this::diskNanos));
        }
        return task -> leastLoaded(pool).execute(task);
    }

    private VirtualWorker leastLoaded(List<VirtualWorker> pool) {
        VirtualWorker least = pool.getFirst();
        for (VirtualWorker worker : pool) {
            if (worker.waiting() < least.waiting()) {
                least = worker;
            }
        }
        if (dead || least.waiting() >= MAX_QUEUED / pool.size()) {
            throw new RejectedExecutionException(
                    dead ? "the process has ended" : "too many tasks wait");
        }
        return least;
    }

    @Override
    public Optional<Scheduler> syncs() {
        return Optional.of(worker(this::diskNanos));
    }

    private VirtualWorker worker(LongSupplier cost) {
        VirtualWorker worker =
                new VirtualWorker(machine.world().time(), cost, machine.clock()::trueDelay);
        if (paused) {
            worker.pause();
        }
        workers.add(worker);
        return worker;
    }

    private long processorNanos() {
        double nanos = LANE_LEAST + LANE_SPREAD * pace.nextExponential();
        return (long) (nanos * machine.speed().processor);
    }

    private long diskNanos() {
        double nanos = DISK_LEAST + DISK_SPREAD * pace.nextExponential();
        return (long) (nanos * machine.speed().disk * machine.speed().processor);
    }

    /** Makes virtual time pass. At once for a dead process. */
    @Override
    public boolean await(BooleanSupplier condition, Duration limit) {
        return dead
                ? condition.getAsBoolean()
                : machine.world().time().runUntil(() -> dead || condition.getAsBoolean(), limit);
    }

    @Override
    public void close() {
        if (!dead) {
            workers.forEach(VirtualWorker::close);
            dead = true;
        }
    }
}
