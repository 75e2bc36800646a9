package dev.cairn.api.env;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Runs tasks one after another, in the order given by each caller, at once or later. Whether a task
 * may block is for the one who hands the scheduler out to say. Safe for all threads.
 */
public interface Scheduler extends Executor {
    /** Runs {@code task} once {@code delay} has passed. */
    Timer after(Duration delay, Runnable task);

    /** A task that has yet to run. */
    interface Timer {
        /**
         * Forgets the task if it has not started. Callable on any thread; repeating it does
         * nothing.
         */
        void cancel();
    }
}
