package dev.cairn.client.retry;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.api.spi.ClientLink;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one call, one after another: the next begins only when the last has ended, so the
 * state needs no lock.
 *
 * <p>Whether a write that failed is in doubt: it is once it was handed to a connection and no node
 * answered that it took nothing of it.
 */
final class Attempts {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final int MAX_DOUBLINGS = 5;

    /** The common pool may be full of the application's own tasks, which wait for this client. */
    static final Executor OWN_THREAD = task -> Thread.ofVirtual().name("cairn-retry").start(task);

    private final Calls calls;
    private final Subject subject;
    private final Sink sink;
    private final Duration timeout;
    private final long startedNanos = System.nanoTime();
    private final Rotation nodes;
    private int count;
    private boolean doubtBefore;
    private boolean inDoubt;

    /** Where the outcome goes; exactly one method is called, once. */
    interface Sink {
        /**
         * A node answered with a result.
         *
         * @param once whether no earlier attempt can have had an effect
         */
        void answered(Response response, boolean once);

        /** No node did. */
        void failed(KvError error);
    }

    Attempts(Calls calls, Subject subject, Duration timeout, Sink sink) {
        this.calls = calls;
        this.subject = subject;
        this.timeout = timeout;
        this.sink = sink;
        this.nodes = new Rotation(calls.router);
    }

    /** Begins the next attempt. */
    void next() {
        count++;
        Address node = nodes.next(subject.key(), subject.write());
        CompletableFuture<ClientLink> connection = calls.connections.to(node);
        CompletableFuture<ClientLink> inTime =
                connection.isDone()
                        ? connection
                        : connection.copy().orTimeout(patienceNanos(), TimeUnit.NANOSECONDS);
        inTime.whenComplete((made, failure) -> connected(node, made, failure));
    }

    private void connected(Address node, ClientLink connection, @Nullable Throwable failure) {
        if (failure != null) {
            Optional<KvError> refusal = refusal(failure);
            if (refusal.isPresent()) {
                fail(refusal.get());
            } else {
                nodes.silent(node);
                again(unavailable(node, failure), nodes.haveAllBeenAsked());
            }
            return;
        }
        long sentNanos = System.nanoTime();
        doubtBefore = inDoubt;
        inDoubt |= subject.write();
        connection
                .call(subject.within().apply(Duration.ofNanos(Math.max(1_000_000, leftNanos()))))
                .orTimeout(patienceNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((response, broken) -> {
                    if (tookNothing(response, broken)) {
                        inDoubt = doubtBefore;
                    }
                    if (broken == null) {
                        answered(node, response);
                    } else {
                        if (System.nanoTime() - sentNanos >= calls.attemptTimeout.toNanos()) {
                            connection.closeIfSilentSince(sentNanos);
                        }
                        broken(node, broken);
                    }
                });
    }

    private void answered(Address node, Response response) {
        switch (response) {
            case Response.Failed failed -> refused(failed.error());
            case Response.Found found -> {
                calls.router.observe(node, found.result().receipt().epoch());
                sink.answered(response, true);
            }
            case Response.Written written -> {
                calls.router.observe(node, written.result().receipt().epoch());
                sink.answered(response, !doubtBefore);
            }
            case Response.Scanned _,
                    Response.Resolved _,
                    Response.Ring _,
                    Response.Watched _,
                    Response.Unwatched _ ->
                    sink.answered(response, true);
        }
    }

    private void refused(KvError error) {
        switch (error.code()) {
            case OVERLOADED, UNAVAILABLE, TIMEOUT -> again(error, true);
            case CONFLICT -> fail(inDoubt ? mayHaveHeld(error) : error);
            default -> fail(error);
        }
    }

    /** An earlier attempt may have taken effect, and so be why the condition does not hold. */
    private static KvError mayHaveHeld(KvError error) {
        return KvError.of(ErrorCode.TIMEOUT, "an attempt had no answer, and now " + error.detail());
    }

    private void broken(Address node, Throwable failure) {
        if (failure instanceof KvException notSent) {
            fail(notSent.error());
        } else {
            nodes.silent(node);
            again(unavailable(node, failure), nodes.haveAllBeenAsked());
        }
    }

    /**
     * Tries again after {@code error}, at once or after a pause, unless attempts or time are used
     * up.
     */
    private void again(KvError error, boolean pause) {
        long left = leftNanos();
        if (calls.isClosed()) {
            fail(KvError.of(ErrorCode.UNAVAILABLE, "the client is closed"));
        } else if (left <= 0) {
            fail(
                    KvError.of(
                            ErrorCode.TIMEOUT,
                            "no answer within "
                                    + timeout.toMillis()
                                    + " ms; last: "
                                    + error.detail()));
        } else if (count >= calls.maxAttempts) {
            fail(KvError.of(error.code(), error.detail() + " (" + count + " attempts)"));
        } else if (pause) {
            CompletableFuture.delayedExecutor(
                            Math.min(left, pauseNanos()), TimeUnit.NANOSECONDS, OWN_THREAD)
                    .execute(this::next);
        } else {
            next();
        }
    }

    private void fail(KvError error) {
        sink.failed(
                new KvError(
                        error.code(),
                        error.detail(),
                        inDoubt ? subject.operation() : Optional.empty()));
    }

    /** Whether this attempt for certain changed nothing, so that it adds no doubt. */
    private static boolean tookNothing(@Nullable Response response, @Nullable Throwable broken) {
        if (!(response instanceof Response.Failed failed)) {
            return broken instanceof KvException;
        }
        return switch (failed.error().code()) {
            case TIMEOUT, UNAVAILABLE, INTERNAL -> false;
            default -> true;
        };
    }

    private long leftNanos() {
        return timeout.toNanos() - (System.nanoTime() - startedNanos);
    }

    private long patienceNanos() {
        return Math.max(1, Math.min(calls.attemptTimeout.toNanos(), leftNanos()));
    }

    /**
     * Doubles with each attempt; half of it is random, so that clients do not come back together.
     */
    private long pauseNanos() {
        long pause = FIRST_PAUSE.toNanos() << Math.min(count - 1, MAX_DOUBLINGS);
        return pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2);
    }

    /** A node that does not take these credentials is no reason to ask another. */
    private static Optional<KvError> refusal(Throwable failure) {
        return cause(failure) instanceof KvException refused
                        && refused.error().code() == ErrorCode.UNAUTHENTICATED
                ? Optional.of(refused.error())
                : Optional.empty();
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    static KvError unavailable(Address node, Throwable failure) {
        Throwable cause = cause(failure);
        String reason =
                cause instanceof TimeoutException
                        ? "silent for too long"
                        : String.valueOf(cause.getMessage());
        return KvError.of(ErrorCode.UNAVAILABLE, node + ": " + reason);
    }
}
