package dev.cairn.client.connection;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.spi.ClientLink;
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

    private final Opener opener;
    private final Map<Address, Attempt> attempts = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Makes a connection; may block until it is made. */
    @FunctionalInterface
    public interface Opener {
        /**
         * Connects; throws {@link IOException} when the node cannot be reached and {@link
         * dev.cairn.api.KvException} when it refuses.
         */
        ClientLink open(Address node) throws IOException;
    }

    /** No connections yet. */
    public Connections(Opener opener) {
        this.opener = opener;
    }

    /**
     * The connection to a node: at once, when it is made, or the reason why there is none. Never
     * blocks.
     */
    public CompletableFuture<ClientLink> to(Address node) {
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
        attempts.values().forEach(attempt -> attempt.connection().thenAccept(ClientLink::close));
    }

    private Attempt attempt(Address node) {
        CompletableFuture<ClientLink> connection = new CompletableFuture<>();
        Thread.ofVirtual().name("cairn-connect-" + node).start(() -> open(node, connection));
        return new Attempt(connection, System.nanoTime());
    }

    private void open(Address node, CompletableFuture<ClientLink> target) {
        try {
            ClientLink opened = opener.open(node);
            target.complete(opened);
            if (closed) {
                opened.close();
            }
        } catch (IOException | RuntimeException | Error failed) {
            target.completeExceptionally(failed);
        }
    }

    private record Attempt(CompletableFuture<ClientLink> connection, long startedNanos) {
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
