package dev.cairn.testkit.sim;

import dev.cairn.api.env.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * A thread in virtual time: one task after another, each an event that comes once the task's cost
 * has passed. What waits while it is busy or paused runs later, in the order it was given.
 *
 * <p>What a task throws comes out of the call that made time pass; the worker goes on.
 */
final class VirtualWorker implements Scheduler {
    private final VirtualTime time;
    private final LongSupplier costNanos;
    private final LongUnaryOperator trueDelay;
    private final Queue<Runnable> queue = new ArrayDeque<>();
    private boolean armed;
    private boolean running;
    private boolean paused;
    private boolean dead;

    /**
     * A worker.
     *
     * @param costNanos drawn for every task: how long it keeps the worker busy before it takes
     *     effect
     * @param trueDelay how long a delay on its owner's clock really is, in nanoseconds
     */
    VirtualWorker(VirtualTime time, LongSupplier costNanos, LongUnaryOperator trueDelay) {
        this.time = time;
        this.costNanos = costNanos;
        this.trueDelay = trueDelay;
    }

    /** Nothing is given up and nothing runs until {@link #resume}. */
    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        arm();
    }

    /** Nothing given to it runs any more, whenever it was given. */
    void kill() {
        dead = true;
        queue.clear();
    }

    /** Runs what waits, at once, and is dead then. */
    void close() {
        while (!queue.isEmpty()) {
            runNext();
        }
        kill();
    }

    boolean isDead() {
        return dead;
    }

    boolean isCurrent() {
        return running;
    }

    /** Tasks that wait. */
    int waiting() {
        return queue.size();
    }

    @Override
    public void execute(Runnable task) {
        if (!dead) {
            queue.add(task);
            arm();
        }
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Deferred deferred = new Deferred(task);
        long nanos = trueDelay.applyAsLong(Math.max(0, delay.toNanos()));
        deferred.alarm = Optional.of(time.schedule(nanos, () -> execute(deferred)));
        return deferred;
    }

    private void arm() {
        if (!armed && !paused && !queue.isEmpty()) {
            armed = true;
            time.schedule(
                    costNanos.getAsLong(),
                    () -> {
                        armed = false;
                        if (!paused && !queue.isEmpty()) {
                            runNext();
                        }
                    });
        }
    }

    private void runNext() {
        Runnable task = queue.remove();
        running = true;
        try {
            task.run();
        } finally {
            running = false;
            arm();
        }
    }

    /** A task for later, which may be cancelled until it runs. */
    private static final class Deferred implements Runnable, Timer {
        private final Runnable task;
        private Optional<Timer> alarm = Optional.empty();
        private boolean cancelled;

        Deferred(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (!cancelled) {
                task.run();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            alarm.ifPresent(Timer::cancel);
        }
    }
}
