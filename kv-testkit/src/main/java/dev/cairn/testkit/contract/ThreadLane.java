package dev.cairn.testkit.contract;

import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Lane;
import dev.cairn.api.env.LaneDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A lane on a thread of its own, for tests of plugins that work in real time. Plain rather than
 * fast; polls its driver as the contract of {@link Lane} says.
 */
public final class ThreadLane implements Lane, AutoCloseable {
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long LONGEST_END_MILLIS = TimeUnit.SECONDS.toMillis(30);

    private static final Clock CLOCK =
            new Clock() {
                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public long millis() {
                    return System.currentTimeMillis();
                }
            };

    private final int index;
    private final Thread thread;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(Comparator.comparingLong(Alarm::at));
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;
    private volatile @Nullable LaneDriver driver;

    private record Alarm(long at, Runnable task) {}

    /** Starts the lane with this position among its node's lanes. */
    public ThreadLane(int index) {
        this.index = index;
        this.thread = Thread.ofPlatform().daemon().name("lane-" + index).start(this::run);
    }

    /** Lanes of one node. */
    public static List<ThreadLane> start(int count) {
        List<ThreadLane> lanes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lanes.add(new ThreadLane(i));
        }
        return List.copyOf(lanes);
    }

    private void run() {
        while (!closed && driver == null) {
            long wait = runDue();
            if (tasks.isEmpty() && driver == null) {
                LockSupport.parkNanos(Math.min(LONGEST_WAIT_NANOS, wait));
            }
        }
        LaneDriver polled = driver;
        if (polled != null) {
            polled.around(() -> poll(polled));
        }
    }

    private void poll(LaneDriver polled) {
        while (!closed) {
            long wait = Math.min(LONGEST_WAIT_NANOS, runDue());
            guard(() -> polled.poll(tasks.isEmpty() ? wait : 0));
        }
        guard(polled::close);
    }

    /** Runs what is due and answers how long nothing will be. */
    private long runDue() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            guard(task);
        }
        while (true) {
            Alarm next;
            synchronized (alarms) {
                next = alarms.peek();
                long wait = next == null ? LONGEST_WAIT_NANOS : next.at() - System.nanoTime();
                if (next == null || wait > 0) {
                    return wait;
                }
                alarms.poll();
            }
            guard(next.task());
        }
    }

    private void guard(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failure) {
            failures.add(failure);
        }
    }

    /** What tasks have thrown so far. */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        wake();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Alarm alarm = new Alarm(System.nanoTime() + delay.toNanos(), task);
        synchronized (alarms) {
            alarms.add(alarm);
        }
        wake();
        return () -> {
            synchronized (alarms) {
                alarms.remove(alarm);
            }
        };
    }

    private void wake() {
        LaneDriver polled = driver;
        if (polled != null) {
            polled.wakeup();
        }
        LockSupport.unpark(thread);
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    public Clock clock() {
        return CLOCK;
    }

    @Override
    public <D extends LaneDriver> D driver(Class<D> type, Function<Lane, D> factory) {
        LaneDriver present = driver;
        if (present == null) {
            present = factory.apply(this);
            driver = present;
        }
        if (!type.isInstance(present)) {
            throw new IllegalStateException(
                    "lane " + index + " polls a " + present.getClass().getName());
        }
        return type.cast(present);
    }

    /** Ends the thread; tasks that have not run never will. */
    @Override
    public void close() {
        closed = true;
        wake();
        try {
            thread.join(LONGEST_END_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
