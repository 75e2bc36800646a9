package dev.cairn.testkit.contract;

import dev.cairn.api.env.Clock;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.testkit.sim.SimulatedDirectory;
import dev.cairn.testkit.sim.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Opens engines for one test, closes them after it, and keeps what went wrong in between. */
final class EngineBench implements AutoCloseable {
    private final Function<StorageEngine.Env, StorageEngine> factory;
    private final ExecutorService background =
            Executors.newFixedThreadPool(
                    2,
                    task -> {
                        Thread thread = new Thread(task, "background");
                        thread.setDaemon(true);
                        return thread;
                    });
    private final Clock clock = new VirtualTime().clock();
    private final List<StorageEngine> opened = new ArrayList<>();
    final ConcurrentLinkedQueue<Throwable> thrownInBackground = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();

    EngineBench(Function<StorageEngine.Env, StorageEngine> factory) {
        this.factory = factory;
    }

    EngineUnderTest open(SimulatedDirectory directory) {
        StorageEngine engine =
                factory.apply(
                        new StorageEngine.Env(
                                directory, clock, this::run, new WordSets(), events::add));
        opened.add(engine);
        return new EngineUnderTest(engine);
    }

    private void run(Runnable task) {
        background.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error failure) {
                thrownInBackground.add(failure);
            }
        });
    }

    /**
     * Closes all that was opened; what a broken disk makes of closing is no concern of the test
     * that broke it.
     */
    void closeEngines() {
        for (StorageEngine engine : opened) {
            try {
                engine.close();
            } catch (RuntimeException failure) {
                thrownInBackground.add(failure);
            }
        }
        opened.clear();
    }

    @Override
    public void close() {
        closeEngines();
        background.shutdownNow();
    }
}
