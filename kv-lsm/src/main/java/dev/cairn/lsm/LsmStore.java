package dev.cairn.lsm;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Directory;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.MergeOperator;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.WriteBatch;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A sorted map of bytes on disk, for a program that embeds it.
 *
 * <pre>{@code
 * try (LsmStore store = LsmStore.open(Path.of("data"))) {
 *     store.put(Bytes.utf8("key"), Bytes.utf8("value"));
 *     store.sync();
 * }
 * }</pre>
 *
 * <p>A write survives the death of the process once it returned, and power loss once a later {@link
 * #sync} returned. Safe for all threads. Failures are {@link StorageException}s. This is the short
 * way; {@link #engine} gives all the rest: batches, merges, cursors, reads without a copy,
 * durability by callback.
 */
public final class LsmStore implements AutoCloseable {
    private static final WriteBatch NOTHING = new WriteBatch();
    private static final long POLL_MILLIS = 100;

    private final StorageEngine engine;
    private final ExecutorService background;
    private final Object advanced = new Object();

    private LsmStore(StorageEngine engine, ExecutorService background) {
        this.engine = engine;
        this.background = background;
        engine.onDurable(position -> wakeWaiting());
    }

    /** Opens the store in a folder, made when it is not there; throws {@link StorageException}. */
    public static LsmStore open(Path folder) {
        return open(folder, LsmConfig.DEFAULT, LsmStore::refuseMerge);
    }

    /** Opens the store in a folder with a configuration and the operator of its merges. */
    public static LsmStore open(Path folder, LsmConfig config, MergeOperator merge) {
        Directory directory;
        try {
            directory = Directory.of(folder);
        } catch (IOException failed) {
            throw new StorageException(
                    StorageException.Kind.IO,
                    folder + " cannot be made: " + failed.getMessage(),
                    failed);
        }
        ExecutorService background =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("cairn-lsm-background").daemon().factory());
        try {
            var env =
                    new StorageEngine.Env(
                            directory, new SystemClock(), background, merge, EventSink.NONE);
            return new LsmStore(Opening.open(config, env), background);
        } catch (RuntimeException failed) {
            background.shutdown();
            throw failed;
        }
    }

    private static MemorySegment refuseMerge(
            MemorySegment key, MemorySegment existing, MemorySegment operand) {
        throw new IllegalStateException("the store was opened without a merge operator");
    }

    private record SystemClock() implements Clock {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long millis() {
            return System.currentTimeMillis();
        }
    }

    /** The value of a key, as a copy. */
    public Optional<Bytes> get(Bytes key) {
        Bytes[] found = {Bytes.EMPTY};
        return engine.read(key.segment(), value -> found[0] = Bytes.copyOf(value))
                ? Optional.of(found[0])
                : Optional.empty();
    }

    /** Gives a key a value. */
    public void put(Bytes key, Bytes value) {
        engine.apply(new WriteBatch().put(key.segment(), value.segment()));
    }

    /** Removes a key; does nothing when it is not there. */
    public void delete(Bytes key) {
        engine.apply(new WriteBatch().delete(key.segment()));
    }

    /**
     * Waits until everything written before is acknowledged, by default on stable storage; throws
     * READ_ONLY if it fails.
     */
    public void sync() {
        long position = engine.apply(NOTHING);
        engine.requestSync(position);
        boolean interrupted = false;
        synchronized (advanced) {
            while (engine.durablePosition() < position) {
                engine.apply(NOTHING);
                try {
                    advanced.wait(POLL_MILLIS);
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void wakeWaiting() {
        synchronized (advanced) {
            advanced.notifyAll();
        }
    }

    /** The engine itself. Its durability listener is taken. */
    public StorageEngine engine() {
        return engine;
    }

    @Override
    public void close() {
        engine.close();
        background.shutdown();
    }
}
