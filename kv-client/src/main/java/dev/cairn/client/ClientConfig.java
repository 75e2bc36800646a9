package dev.cairn.client;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.security.Credentials;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a client behaves. Start from {@link #of} and change what must be changed.
 *
 * @param seeds nodes to ask first, at least one; the rest of the cluster is learned from them
 * @param timeout how long a call may take in all, unless its request says otherwise
 * @param attemptTimeout how long one node may stay silent before the next is asked; shorter fails
 *     over sooner, and asks more nodes twice when they are slow
 * @param maxAttempts how often a call is sent at most, the first time included
 * @param maxInFlight calls in flight on one connection; the next fails with {@code OVERLOADED}
 * @param receipts whether results name the replicas that answered; without them answers are shorter
 * @param tls whose certificates are believed, and the one that is shown; empty: connections are
 *     plain (see {@link dev.cairn.api.security.KeyMaterial})
 * @param credentials who calls, where no certificate tells it
 * @param protocol what is spoken at the seeds' ports: {@value #NATIVE}, or {@code grpc} with
 *     kv-transport-grpc beside this module
 */
public record ClientConfig(
        List<Address> seeds,
        Duration timeout,
        Duration attemptTimeout,
        int maxAttempts,
        int maxInFlight,
        boolean receipts,
        Optional<SSLContext> tls,
        Optional<Credentials> credentials,
        String protocol) {
    /** The protocol that needs no other module. */
    public static final String NATIVE = "native";

    /** Copies the seeds and checks the ranges; throws {@link IllegalArgumentException}. */
    public ClientConfig {
        seeds = List.copyOf(seeds);
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("a client needs at least one seed");
        }
        if (!timeout.isPositive() || !attemptTimeout.isPositive()) {
            throw new IllegalArgumentException("timeouts are positive");
        }
        if (maxAttempts < 1 || maxInFlight < 1) {
            throw new IllegalArgumentException("max-attempts and max-in-flight are at least 1");
        }
    }

    /**
     * Five seconds a call, one second a node, five attempts, 4,096 calls in flight a connection, no
     * receipts.
     */
    public static ClientConfig of(Address... seeds) {
        return new ClientConfig(
                List.of(seeds),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                5,
                4096,
                false,
                Optional.empty(),
                Optional.empty(),
                NATIVE);
    }

    /** The same with another time for a call. */
    public ClientConfig withTimeout(Duration wanted) {
        return new ClientConfig(
                seeds,
                wanted,
                attemptTimeout,
                maxAttempts,
                maxInFlight,
                receipts,
                tls,
                credentials,
                protocol);
    }

    /** The same with another time for one node's silence. */
    public ClientConfig withAttemptTimeout(Duration wanted) {
        return new ClientConfig(
                seeds,
                timeout,
                wanted,
                maxAttempts,
                maxInFlight,
                receipts,
                tls,
                credentials,
                protocol);
    }

    /** The same with another bound on the calls in flight on one connection. */
    public ClientConfig withMaxInFlight(int wanted) {
        return new ClientConfig(
                seeds,
                timeout,
                attemptTimeout,
                maxAttempts,
                wanted,
                receipts,
                tls,
                credentials,
                protocol);
    }

    /** The same with receipts. */
    public ClientConfig withReceipts() {
        return new ClientConfig(
                seeds,
                timeout,
                attemptTimeout,
                maxAttempts,
                maxInFlight,
                true,
                tls,
                credentials,
                protocol);
    }

    /**
     * The same over TLS 1.3: nodes must show certificates for the host they are called by. {@code
     * KeyMaterial.trusting} makes a context that believes an authority, {@code KeyMaterial.read}
     * one that shows a certificate too.
     */
    public ClientConfig withTls(SSLContext wanted) {
        return new ClientConfig(
                seeds,
                timeout,
                attemptTimeout,
                maxAttempts,
                maxInFlight,
                receipts,
                Optional.of(wanted),
                credentials,
                protocol);
    }

    /** The same as somebody with a password or a token. */
    public ClientConfig withCredentials(Credentials wanted) {
        return new ClientConfig(
                seeds,
                timeout,
                attemptTimeout,
                maxAttempts,
                maxInFlight,
                receipts,
                tls,
                Optional.of(wanted),
                protocol);
    }

    /** The same over another protocol; the seeds are then the ports where nodes speak it. */
    public ClientConfig over(String wanted) {
        return new ClientConfig(
                seeds,
                timeout,
                attemptTimeout,
                maxAttempts,
                maxInFlight,
                receipts,
                tls,
                credentials,
                wanted);
    }
}
