package dev.cairn.server.wiring;

import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Lane;
import dev.cairn.api.env.Machine;
import dev.cairn.api.env.Scheduler;
import dev.cairn.api.event.EventSink;
import dev.cairn.server.lane.LaneThread;
import dev.cairn.server.lane.SystemClock;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * The machine that this process runs on: real threads, the system's clock, a folder of its disk.
 */
public final class ThisMachine implements Machine {
    private static final int MAX_QUEUED = 1 << 16;
    private static final Duration LAST_CALL = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    private final Path data;
    private final Clock clock = new SystemClock();
    private final EventSink events;
    private final Deque<LaneThread> lanes = new ConcurrentLinkedDeque<>();
    private final Deque<ExecutorService> pools = new ConcurrentLinkedDeque<>();

    /** Nothing runs yet; {@code data} is the data directory of the one node that is to run here. */
    public ThisMachine(Path data) {
        this(data, new EventLog());
    }

    /** The same, whose node tells {@code events} what happens instead of the log. */
    public ThisMachine(Path data, EventSink events) {
        this.data = data;
        this.events = events;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public String bootId() {
        return BootId.read();
    }

    @Override
    public Directory directory() throws IOException {
        return Directory.of(data);
    }

    @Override
    public RandomGenerator random() {
        return () -> ThreadLocalRandom.current().nextLong();
    }

    @Override
    public RandomGenerator secureRandom() {
        return () -> new SecureRandom().nextLong();
    }

    @Override
    public EventSink events() {
        return events;
    }

    @Override
    public Lane lane(int index, String name) {
        LaneThread lane = LaneThread.start(index, name, clock, events);
        lanes.push(lane);
        return lane;
    }

    @Override
    public Executor workers(String name, int threads) {
        ThreadFactory factory = Thread.ofPlatform().name(name + "-", 0).daemon().factory();
        ExecutorService pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MAX_QUEUED),
                        factory);
        pools.push(pool);
        return pool;
    }

    @Override
    public Optional<Scheduler> syncs() {
        return Optional.empty();
    }

    /** Looks every few milliseconds; an interrupt ends the wait. */
    @Override
    public boolean await(BooleanSupplier condition, Duration limit) {
        long deadline = clock.nanos() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (clock.nanos() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(this, LOOK_AGAIN.toNanos());
        }
        return true;
    }

    @Override
    public void close() {
        while (!lanes.isEmpty()) {
            lanes.pop().close();
        }
        pools.forEach(ExecutorService::shutdown);
        boolean interrupted = false;
        for (ExecutorService pool : pools) {
            try {
                pool.awaitTermination(LAST_CALL.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException hurry) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
