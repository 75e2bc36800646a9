package dev.cairn.client.retry;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.WatchPosition;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.Watcher;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.api.spi.ClientLink;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A watch that goes on at another node, from the last event's position, when its own is gone,
 * silent or stopping. It ends when no node has told anything for the client's timeout, or when one
 * refuses for good. Safe for all threads: one event is asked for at a time.
 */
public final class FailoverWatch implements Watch {
    /** Nodes tell their position more often than that. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Calls calls;
    private final WatchRequest request;
    private final Watcher watcher;
    private final Duration timeout;
    private final Rotation nodes;
    private Optional<WatchPosition> position = Optional.empty();
    private Optional<ClientLink> at = Optional.empty();
    private volatile Optional<Address> asked = Optional.empty();
    private long number;
    private OptionalLong failingSince = OptionalLong.empty();
    private boolean closed;

    FailoverWatch(Calls calls, WatchRequest request, Duration timeout, Watcher watcher) {
        this.calls = calls;
        this.request = request;
        this.timeout = timeout;
        this.watcher = watcher;
        this.nodes = new Rotation(calls.router);
    }

    @Override
    public synchronized void next() {
        if (!closed) {
            at.filter(ClientLink::isOpen).ifPresentOrElse(this::ask, this::connect);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            leave();
        }
    }

    /** The node may forget the watch; whether it hears so does not matter. */
    private void leave() {
        at.filter(ClientLink::isOpen).ifPresent(left -> left.call(new Request.Unwatch(number)));
        at = Optional.empty();
    }

    private synchronized void connect() {
        if (closed) {
            return;
        }
        Address node = nodes.next(subject(), false);
        calls.connections
                .to(node)
                .copy()
                .orTimeout(calls.attemptTimeout.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((made, failure) -> {
                    if (failure == null) {
                        begin(node, made);
                    } else {
                        unanswered(node);
                        again(Attempts.unavailable(node, failure));
                    }
                });
    }

    /** Watches of one bucket begin at one node, those of one key at its owner. */
    private Key subject() {
        return new Key(request.bucket(), request.key().orElse(Bytes.utf8("watch")));
    }

    private synchronized void begin(Address node, ClientLink connection) {
        if (!closed) {
            at = Optional.of(connection);
            asked = Optional.of(node);
            number = calls.nextWatch();
            ask(connection);
        }
    }

    private synchronized void unanswered(Address node) {
        nodes.silent(node);
    }

    private void ask(ClientLink connection) {
        WatchRequest from = position.map(request::from).orElse(request);
        connection
                .call(new Request.Watch(number, from))
                .orTimeout(SILENCE.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete(this::answered);
    }

    private void answered(@Nullable Response response, @Nullable Throwable broken) {
        if (response instanceof Response.Watched(WatchEvent event)) {
            told(event);
        } else if (response instanceof Response.Failed(KvError error)) {
            if (isFinal(error.code())) {
                end(error);
            } else {
                again(error);
            }
        } else {
            asked.ifPresent(this::unanswered);
            String cause = broken == null ? "another answer" : String.valueOf(broken.getMessage());
            again(KvError.of(ErrorCode.UNAVAILABLE, "no event came: " + cause));
        }
    }

    private void told(WatchEvent event) {
        synchronized (this) {
            if (closed) {
                return;
            }
            position = Optional.of(event.position());
            failingSince = OptionalLong.empty();
            nodes.begin();
        }
        watcher.event(event);
    }

    private static boolean isFinal(ErrorCode code) {
        return switch (code) {
            case OVERLOADED, UNAVAILABLE, TIMEOUT, INTERNAL -> false;
            default -> true;
        };
    }

    private synchronized void again(KvError error) {
        leave();
        long since = failingSince.orElseGet(System::nanoTime);
        failingSince = OptionalLong.of(since);
        if (calls.isClosed()) {
            end(KvError.of(ErrorCode.UNAVAILABLE, "the client is closed"));
        } else if (System.nanoTime() - since > timeout.toNanos()) {
            end(error);
        } else {
            CompletableFuture.delayedExecutor(
                            PAUSE.toNanos(), TimeUnit.NANOSECONDS, Attempts.OWN_THREAD)
                    .execute(this::connect);
        }
    }

    private void end(KvError error) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        watcher.ended(error);
    }
}
