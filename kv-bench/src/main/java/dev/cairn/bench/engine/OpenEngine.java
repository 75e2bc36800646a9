package dev.cairn.bench.engine;

import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Directory;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.bench.Plugins;
import dev.cairn.lsm.LsmConfig;
import dev.cairn.lsm.LsmProvider;
import dev.cairn.lsm.SyncMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An engine with its defaults in a folder of its own, which goes with it.
 *
 * @param engine the engine
 * @param folder where its files are
 * @param background its background threads
 */
public record OpenEngine(StorageEngine engine, Path folder, ExecutorService background)
        implements AutoCloseable {
    private static final int BACKGROUND_THREADS = 2;

    /** The machine's own time. */
    public static final Clock CLOCK =
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

    /** Opens the engine of that name in a new temporary folder. */
    static OpenEngine named(String name) throws IOException {
        return open(
                name,
                Optional.empty(),
                (key, existing, operand) -> operand,
                env -> open(Plugins.find(StorageEngine.Provider.class, name), env));
    }

    /**
     * Opens {@code memory}, or {@code lsm} whose writes are in the kernel before they are
     * acknowledged and never waited for on disk.
     *
     * @param lane where {@code memory} tells of its progress
     */
    public static OpenEngine unsynced(String name, Executor lane, StorageEngine.MergeOperator merge)
            throws IOException {
        return name.equals("lsm")
                ? open(
                        name,
                        Optional.empty(),
                        merge,
                        env ->
                                new LsmProvider()
                                        .open(LsmConfig.DEFAULT.withSync(SyncMode.NONE), env))
                : open(
                        name,
                        Optional.of(lane),
                        merge,
                        env -> open(Plugins.find(StorageEngine.Provider.class, name), env));
    }

    private static OpenEngine open(
            String name,
            Optional<Executor> elsewhere,
            StorageEngine.MergeOperator merge,
            Function<StorageEngine.Env, StorageEngine> opening)
            throws IOException {
        Path folder = Files.createTempDirectory("cairn-bench-" + name);
        ExecutorService background = Executors.newFixedThreadPool(BACKGROUND_THREADS);
        StorageEngine.Env env =
                new StorageEngine.Env(
                        Directory.of(folder),
                        CLOCK,
                        elsewhere.orElse(background),
                        merge,
                        EventSink.NONE);
        return new OpenEngine(opening.apply(env), folder, background);
    }

    private static <C extends Record> StorageEngine open(
            StorageEngine.Provider<C> provider, StorageEngine.Env env) {
        return provider.open(provider.config().defaults(), env);
    }

    @Override
    public void close() {
        engine.close();
        background.shutdownNow();
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
