package dev.cairn.client.connection;

import dev.cairn.api.cluster.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The client's connections, at most one to each node, made on first use and again after a loss.
 * Safe for all threads.
 */
public final class Connections implements AutoCloseable {
    /** How long a failed attempt to connect stands for the next ones. */
    private static final Duration FAILURE_STANDS = Duration.ofMillis(250);

    /** What {@link #load} answers for a node that cannot be reached just now. */
    public static final int UNREACHABLE = Integer.MAX_VALUE;

    private final Duration connectTimeout;
    private final int maxInFlight;
    private final Entry entry;
    private final Map<Address, Attempt> attempts = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** No connections yet. */
    public Connections(Duration connectTimeout, int maxInFlight, Entry entry) {
        this.connectTimeout = connectTimeout;
        this.maxInFlight = maxInFlight;
        this.entry = entry;
    }

    /**
     * The connection to a node: at once, when it is made, or the reason why there is none. Never
     * blocks.
     */
    public CompletableFuture<Connection> to(Address node) {
        return attempts.compute(
                        node,
                        (address, last) -> last != null && last.stands() ? last : attempt(address))
                .connection();
    }

    /**
     * Calls in flight to a node; 0 when it has not been tried, {@link #UNREACHABLE} when connecting
     * failed lately.
     */
    public int load(Address node) {
        Attempt last = attempts.get(node);
        if (last == null || !last.stands()) {
            return 0;
        }
        return switch (last.connection().state()) {
            case SUCCESS -> last.connection().resultNow().inFlight();
            case RUNNING -> 0;
            case FAILED, CANCELLED -> UNREACHABLE;
        };
    }

    @Override
    public void close() {
        closed = true;
        attempts.values().forEach(attempt -> attempt.connection().thenAccept(Connection::close));
    }

    private Attempt attempt(Address node) {
        CompletableFuture<Connection> connection = new CompletableFuture<>();
        Thread.ofVirtual().name("cairn-connect-" + node).start(() -> open(node, connection));
        return new Attempt(connection, System.nanoTime());
    }

    private void open(Address node, CompletableFuture<Connection> target) {
        try {
            Connection opened = Connection.open(node, connectTimeout, maxInFlight, entry);
            target.complete(opened);
            if (closed) {
                opened.close();
            }
        } catch (IOException | RuntimeException failed) {
            target.completeExceptionally(failed);
        }
    }

    private record Attempt(CompletableFuture<Connection> connection, long startedNanos) {
        boolean stands() {
            return switch (connection.state()) {
                case RUNNING -> true;
                case SUCCESS -> connection.resultNow().isOpen();
                case FAILED, CANCELLED ->
                        System.nanoTime() - startedNanos < FAILURE_STANDS.toNanos();
            };
        }
    }
}
