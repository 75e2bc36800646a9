package dev.cairn.api.env;

import dev.cairn.api.event.EventSink;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * What one process of a node stands on: its threads, and its machine's clock, disk and randomness.
 *
 * <ol>
 *   <li>A node takes all of these from here and none from elsewhere. So the code that ships runs on
 *       a real machine and, a whole cluster at once, in one thread and virtual time.
 *   <li>{@link #close} ends the lanes, which still run what was given to them, and then the
 *       workers; nothing runs afterwards.
 * </ol>
 *
 * <p>Safe for all threads, apart from {@link #close}.
 */
public interface Machine extends AutoCloseable {
    /** Its clock. */
    Clock clock();

    /** Tells one boot of the machine from the next, as the kernel's boot id does. */
    String bootId();

    /** The node's data directory, made when it is not there. */
    Directory directory() throws IOException;

    /** Randomness for jitter and choices. */
    RandomGenerator random();

    /** Randomness that nobody guesses or draws twice, for ids. */
    RandomGenerator secureRandom();

    /** Where the node tells what happened. */
    EventSink events();

    /** Starts a lane. */
    Lane lane(int index, String name);

    /**
     * Starts {@code threads} threads for tasks that may wait for the disk. The executor refuses by
     * {@link java.util.concurrent.RejectedExecutionException} when overrun and after {@link
     * #close}.
     */
    Executor workers(String name, int threads);

    /**
     * Runs what a storage engine would have a thread of its own for; empty where engines may start
     * threads.
     */
    Optional<Scheduler> syncs();

    /**
     * Waits until {@code condition} holds, at most {@code limit}; whether it does. Never called on
     * a lane.
     */
    boolean await(BooleanSupplier condition, Duration limit);

    @Override
    void close();
}
