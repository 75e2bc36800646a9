package dev.cairn.api.spi;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.api.security.Credentials;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;

/**
 * A client's connection to one node, whatever it speaks: kv-client puts retries, routing and
 * failover on top. Safe for all threads.
 *
 * <ol>
 *   <li>Many calls may be in flight, up to a bound; each is answered once, in any order.
 *   <li>A call that was not sent fails with {@link dev.cairn.api.KvException}; one whose answer
 *       will not come with anything else.
 *   <li>An error that the node tells is a {@link Response.Failed}.
 *   <li>Once the connection is lost, {@link #isOpen} is false and every open call has failed.
 * </ol>
 */
public interface ClientLink extends AutoCloseable {
    /** Sends a call. Completing the future from outside gives the call up. */
    CompletableFuture<Response> call(Request request);

    /** Whether calls can be sent. */
    boolean isOpen();

    /** Calls that wait for their answer. */
    int inFlight();

    /**
     * Gives the connection up when nothing at all was heard on it since {@code nanos} of {@link
     * System#nanoTime}.
     */
    void closeIfSilentSince(long nanos);

    @Override
    void close();

    /**
     * How a connection gets in. Its text tells no secret.
     *
     * @param timeout how long connecting may take
     * @param maxInFlight calls in flight at most; the next fails with {@code OVERLOADED}
     * @param tls whose certificates are believed, and the one that is shown; empty: connections are
     *     plain. Over TLS the node's certificate must be for the host it is called by
     * @param credentials who calls, where no certificate tells it
     */
    record Terms(
            Duration timeout,
            int maxInFlight,
            Optional<SSLContext> tls,
            Optional<Credentials> credentials) {}

    /** Connects; found by {@link java.util.ServiceLoader}. */
    interface Provider {
        /** The name by which clients choose it. */
        String name();

        /**
         * Connects, and blocks until that is done. Throws {@link IOException} when the node cannot
         * be reached and {@link dev.cairn.api.KvException} when it refuses.
         */
        ClientLink open(Address node, Terms terms) throws IOException;
    }
}
