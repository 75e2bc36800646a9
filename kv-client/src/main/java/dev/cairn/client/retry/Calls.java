package dev.cairn.client.retry;

import dev.cairn.api.KvError;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.Watcher;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.client.connection.Connections;
import dev.cairn.client.routing.Router;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Starts calls and sees each to its answer. Safe for all threads. */
public final class Calls implements AutoCloseable {
    final Router router;
    final Connections connections;
    final int maxAttempts;
    final Duration attemptTimeout;
    private final AtomicLong watches = new AtomicLong();
    private volatile boolean closed;

    /** Hears once how a call ended. */
    public interface Ending {
        /**
         * The call is over.
         *
         * @param once whether it has succeeded and no other attempt of it can have had an effect
         */
        void ended(boolean once);
    }

    /**
     * Calls over these connections, at most {@code maxAttempts} nodes asked a call, each for {@code
     * attemptTimeout}.
     */
    public Calls(Router router, Connections connections, int maxAttempts, Duration attemptTimeout) {
        this.router = router;
        this.connections = connections;
        this.maxAttempts = maxAttempts;
        this.attemptTimeout = attemptTimeout;
    }

    /**
     * Sends {@code request} until a response of type {@code expected} comes or {@code timeout} is
     * over. The stage fails with {@link dev.cairn.api.KvException}.
     */
    public <R extends Response, T> CompletionStage<T> send(
            Request request, Duration timeout, Class<R> expected, Function<R, T> result) {
        return send(request, timeout, expected, result, once -> {});
    }

    /** As {@link #send(Request, Duration, Class, Function)}; tells {@code ending} first. */
    public <R extends Response, T> CompletionStage<T> send(
            Request request,
            Duration timeout,
            Class<R> expected,
            Function<R, T> result,
            Ending ending) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        new Attempts(
                        this,
                        Subject.of(request),
                        timeout,
                        new Attempts.Sink() {
                            @Override
                            public void answered(Response response, boolean once) {
                                ending.ended(once);
                                if (expected.isInstance(response)) {
                                    outcome.complete(result.apply(expected.cast(response)));
                                } else {
                                    outcome.completeExceptionally(
                                            new IllegalStateException(
                                                    "a node answered a "
                                                            + request.getClass().getSimpleName()
                                                            + " with a "
                                                            + response.getClass().getSimpleName()));
                                }
                            }

                            @Override
                            public void failed(KvError error) {
                                ending.ended(false);
                                outcome.completeExceptionally(error.toException());
                            }
                        })
                .next();
        return outcome;
    }

    /** A watch that outlives its nodes; it ends when none has answered for {@code timeout}. */
    public Watch watch(WatchRequest request, Duration timeout, Watcher watcher) {
        return new FailoverWatch(this, request, timeout, watcher);
    }

    /** A number that no other watch of this client has on any connection. */
    long nextWatch() {
        return watches.incrementAndGet();
    }

    /** From now on nothing is sent again. */
    @Override
    public void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }
}
