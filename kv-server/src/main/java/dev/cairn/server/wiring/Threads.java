package dev.cairn.server.wiring;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads beside the lanes: those that wait for the disk, those that flush and compact, and one
 * virtual thread for each thing a client protocol must wait for.
 */
final class Threads implements AutoCloseable {
    private static final int MAX_QUEUED = 1 << 16;
    private static final Duration LAST_CALL = Duration.ofSeconds(10);

    private final ExecutorService storage;
    private final ExecutorService background;
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();

    Threads(int storageThreads, int backgroundThreads) {
        this.storage = pool("storage", storageThreads);
        this.background = pool("background", backgroundThreads);
    }

    /**
     * For reads that need the disk; refuses by {@link
     * java.util.concurrent.RejectedExecutionException} when overrun.
     */
    Executor storage() {
        return storage;
    }

    /** For flush and compaction. */
    Executor background() {
        return background;
    }

    /** For whatever may wait; its users bound how much of it there is. */
    Executor blocking() {
        return blocking;
    }

    @Override
    public void close() throws InterruptedException {
        storage.shutdown();
        background.shutdown();
        blocking.shutdownNow();
        storage.awaitTermination(LAST_CALL.toNanos(), TimeUnit.NANOSECONDS);
        background.awaitTermination(LAST_CALL.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static ExecutorService pool(String name, int size) {
        ThreadFactory factory = Thread.ofPlatform().name(name + "-", 0).daemon().factory();
        return new ThreadPoolExecutor(
                size, size, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_QUEUED), factory);
    }
}
