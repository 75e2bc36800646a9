package dev.cairn.client;

import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.WatchPosition;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.Watcher;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A watch for callers that wait. For one thread, but for {@link #close}, which any thread may call:
 * whoever waits then finds that there is no further event.
 *
 * <pre>{@code
 * try (BlockingWatch watch = client.blocking().watch(WatchRequest.of("default"))) {
 *     while (watch.hasNext()) {
 *         handle(watch.next());
 *         remember(watch.position());
 *     }
 * }
 * }</pre>
 *
 * <p>One event is asked for at a time, so that whoever is slow holds nobody up. Waiting throws
 * {@link KvException} when the watch has ended with an error.
 */
public final class BlockingWatch implements Iterator<WatchEvent>, AutoCloseable {
    private final Watch watch;
    private final Told told = new Told();
    private Optional<CompletableFuture<Optional<WatchEvent>>> asked = Optional.empty();
    private Optional<WatchPosition> position;

    BlockingWatch(WatchRequest request, Function<Watcher, Watch> begin) {
        this.position = request.after();
        this.watch = begin.apply(told);
    }

    /** Hands the event that comes to whoever waits for it. */
    private static final class Told implements Watcher {
        private CompletableFuture<Optional<WatchEvent>> coming = new CompletableFuture<>();
        private boolean closed;

        synchronized CompletableFuture<Optional<WatchEvent>> expect() {
            coming = new CompletableFuture<>();
            if (closed) {
                coming.complete(Optional.empty());
            }
            return coming;
        }

        private synchronized CompletableFuture<Optional<WatchEvent>> coming() {
            return coming;
        }

        @Override
        public void event(WatchEvent event) {
            coming().complete(Optional.of(event));
        }

        @Override
        public void ended(KvError error) {
            coming().completeExceptionally(new KvException(error));
        }

        synchronized void close() {
            closed = true;
            coming.complete(Optional.empty());
        }
    }

    private CompletableFuture<Optional<WatchEvent>> ask() {
        if (asked.isEmpty()) {
            asked = Optional.of(told.expect());
            watch.next();
        }
        return asked.get();
    }

    /** Waits for the next event; false once the watch is closed. */
    @Override
    public boolean hasNext() {
        try {
            return ask().join().isPresent();
        } catch (CompletionException ended) {
            throw thrown(ended);
        }
    }

    /** Waits for the next event; throws {@link NoSuchElementException} once the watch is closed. */
    @Override
    public WatchEvent next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the watch is closed");
        }
        return take(ask().join());
    }

    /**
     * Waits for the next event for so long; empty when none has come, or the watch is closed. An
     * event that comes later is told by the next call.
     */
    public Optional<WatchEvent> next(Duration limit) throws InterruptedException {
        try {
            Optional<WatchEvent> event = ask().get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return event.map(come -> take(event));
        } catch (TimeoutException notYet) {
            return Optional.empty();
        } catch (ExecutionException ended) {
            throw thrown(ended);
        }
    }

    private WatchEvent take(Optional<WatchEvent> come) {
        WatchEvent event = come.orElseThrow();
        asked = Optional.empty();
        position = Optional.of(event.position());
        return event;
    }

    /**
     * Behind the last event that was taken: {@link WatchRequest#from} goes on from there, with this
     * client or another. Empty before the first event of a watch that began without one.
     */
    public Optional<WatchPosition> position() {
        return position;
    }

    /** Ends it. May be repeated. */
    @Override
    public void close() {
        watch.close();
        told.close();
    }

    private static RuntimeException thrown(Exception ended) {
        return ended.getCause() instanceof KvException error
                ? new KvException(error.error())
                : new IllegalStateException(ended);
    }
}
