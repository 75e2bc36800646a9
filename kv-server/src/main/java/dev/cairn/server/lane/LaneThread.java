package dev.cairn.server.lane;

import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Lane;
import dev.cairn.api.env.LaneDriver;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jctools.queues.varhandle.MpscChunkedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * {@link Lane} as a thread of its own.
 *
 * <p>At most {@value #MAX_QUEUED} tasks wait; {@link #execute} throws {@link
 * RejectedExecutionException} beyond that and after {@link #close}. The lane drains up to {@value
 * #BATCH} tasks before it looks at timers and sockets again, so that none of the three starves the
 * others.
 */
public final class LaneThread implements Lane, AutoCloseable {
    private static final int MAX_QUEUED = 1 << 20;
    private static final int FIRST_CHUNK = 1 << 10;
    private static final int BATCH = 256;
    private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(1).toNanos();

    private static final int RUNNING = 0;
    private static final int WAITING = 1;
    private static final int CLOSING = 2;

    private final int index;
    private final Clock clock;
    private final EventSink events;
    private final MpscChunkedVarHandleArrayQueue<Runnable> tasks =
            new MpscChunkedVarHandleArrayQueue<>(FIRST_CHUNK, MAX_QUEUED);
    private final TimerHeap timers = new TimerHeap();
    private final AtomicInteger state = new AtomicInteger(RUNNING);
    private final Thread thread;
    private volatile @Nullable LaneDriver driver;

    private LaneThread(int index, String name, Clock clock, EventSink events) {
        this.index = index;
        this.clock = clock;
        this.events = events;
        this.thread = new Thread(this::run, name);
    }

    /** Starts a lane. */
    public static LaneThread start(int index, String name, Clock clock, EventSink events) {
        LaneThread lane = new LaneThread(index, name, clock, events);
        lane.thread.start();
        return lane;
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
        return clock;
    }

    @Override
    public void execute(Runnable task) {
        if (state.get() == CLOSING || !tasks.offer(task)) {
            throw new RejectedExecutionException(thread.getName() + " takes no more tasks");
        }
        wake();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Pending pending = new Pending(clock.nanos() + delay.toNanos(), task);
        if (isCurrent()) {
            pending.arm();
        } else {
            execute(pending::arm);
        }
        return pending;
    }

    @Override
    public <D extends LaneDriver> D driver(Class<D> type, Function<Lane, D> factory) {
        if (!isCurrent()) {
            throw new IllegalStateException(
                    "the driver of " + thread.getName() + " is made on the lane itself");
        }
        LaneDriver present = driver;
        if (present == null) {
            D made = factory.apply(this);
            driver = made;
            return made;
        }
        if (!type.isInstance(present)) {
            throw new IllegalStateException(
                    thread.getName()
                            + " polls "
                            + present.getClass().getName()
                            + " and cannot poll "
                            + type.getName());
        }
        return type.cast(present);
    }

    /**
     * Runs what is queued, closes the driver and ends the thread; waits for it unless called on the
     * lane.
     */
    @Override
    public void close() {
        state.set(CLOSING);
        unpark();
        if (!isCurrent()) {
            joinThread();
        }
    }

    private void joinThread() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (state.get() != CLOSING && driver == null) {
            turn(null);
        }
        LaneDriver present = driver;
        if (present == null) {
            runTurns(null);
        } else {
            present.around(() -> runTurns(present));
        }
    }

    private void turn(@Nullable LaneDriver polled) {
        boolean ran = drain();
        boolean fired = runDueTimers();
        poll(polled, ran || fired ? 0 : waitNanos());
    }

    private void runTurns(@Nullable LaneDriver polled) {
        while (state.get() != CLOSING) {
            turn(polled);
        }
        while (drain()) {
            runDueTimers();
        }
        LaneDriver last = driver;
        if (last != null) {
            guarded(last::close);
        }
    }

    private boolean drain() {
        for (int i = 0; i < BATCH; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                return i > 0;
            }
            guarded(task);
        }
        return true;
    }

    private boolean runDueTimers() {
        long now = clock.nanos();
        TimerHeap.Entry due = timers.pollDue(now);
        boolean any = due != null;
        while (due != null) {
            guarded(due.task());
            due = timers.pollDue(now);
        }
        return any;
    }

    private long waitNanos() {
        return timers.untilNext(clock.nanos(), LONGEST_WAIT_NANOS);
    }

    /** Polls the driver, or parks; a producer that sees {@link #WAITING} ends the wait. */
    private void poll(@Nullable LaneDriver polled, long maxWaitNanos) {
        long wait = maxWaitNanos;
        if (wait > 0 && (!state.compareAndSet(RUNNING, WAITING) || !tasks.isEmpty())) {
            wait = 0;
        }
        if (polled != null) {
            pollDriver(polled, wait);
        } else if (wait > 0) {
            LockSupport.parkNanos(this, wait);
        }
        state.compareAndSet(WAITING, RUNNING);
    }

    private void pollDriver(LaneDriver polled, long maxWaitNanos) {
        try {
            polled.poll(maxWaitNanos);
        } catch (RuntimeException | Error failed) {
            events.emit(new LaneFailure(thread.getName(), failed));
        }
    }

    private void wake() {
        if (!isCurrent() && state.get() == WAITING && state.compareAndSet(WAITING, RUNNING)) {
            unpark();
        }
    }

    private void unpark() {
        LaneDriver present = driver;
        if (present != null) {
            present.wakeup();
        }
        LockSupport.unpark(thread);
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failed) {
            events.emit(new LaneFailure(thread.getName(), failed));
        }
    }

    /**
     * A task threw; the lane goes on.
     *
     * @param lane which lane
     * @param cause what it threw
     */
    public record LaneFailure(String lane, Throwable cause) implements Event {
        @Override
        public Severity severity() {
            return Severity.ERROR;
        }

        @Override
        public String message() {
            return "a task of " + lane + " failed: " + cause;
        }
    }

    /** A timer that can be cancelled from any thread. */
    private final class Pending implements Timer {
        private final Runnable task;
        private final TimerHeap.Entry entry;
        private volatile boolean cancelled;

        Pending(long dueNanos, Runnable task) {
            this.task = task;
            this.entry = new TimerHeap.Entry(dueNanos, this::fire);
        }

        void arm() {
            if (!cancelled) {
                timers.add(entry);
            }
        }

        private void fire() {
            if (!cancelled) {
                task.run();
            }
        }

        /**
         * Elsewhere than on the lane the entry may stay in the heap until it is due, and then does
         * nothing.
         */
        @Override
        public void cancel() {
            cancelled = true;
            if (isCurrent()) {
                timers.remove(entry);
            }
        }
    }
}
