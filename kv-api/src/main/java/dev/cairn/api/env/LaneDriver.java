package dev.cairn.api.env;

/**
 * What a lane waits in when it has nothing to do: an I/O poller such as epoll. It lets sockets be
 * served by the very thread that owns the data, without a queue between.
 */
public interface LaneDriver extends AutoCloseable {
    /**
     * Runs the lane's turns from now on, {@link #close} included: the place for what a driver needs
     * about them on the lane's thread. Called once, on that thread, before the first {@link #poll}.
     */
    default void around(Runnable turns) {
        turns.run();
    }

    /**
     * Handles what is ready, waiting for it at most {@code maxWaitNanos} (0: not at all). Called on
     * the lane's thread only, again and again; returns early after {@link #wakeup}.
     */
    void poll(long maxWaitNanos);

    /** Makes a waiting or the next {@link #poll} return at once. Called on any thread. */
    void wakeup();

    /** Frees what it holds. Called on the lane's thread, last. */
    @Override
    void close();
}
