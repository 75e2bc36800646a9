package dev.cairn.transport.netty.http;

import dev.cairn.api.spi.Setting;
import java.time.Duration;

/**
 * How the protocol {@code http} behaves.
 *
 * @param enabled whether it is started
 * @param port where it listens
 * @param maxConnections connections at most
 * @param maxHeadBytes the longest request line, and again the longest headers
 * @param maxBodyBytes the largest value, and the longest line of a batch before its base64
 * @param batchInFlight operations one batch has in flight
 * @param idle a connection on which nothing is asked for this long is closed
 */
public record HttpConfig(
        @Setting("whether HTTP is served") boolean enabled,
        @Setting("port of HTTP: data, admin, health") int port,
        @Setting("connections at most; more are closed at once") int maxConnections,
        @Setting("longest request line, and again longest headers, in bytes") int maxHeadBytes,
        @Setting("largest value in a request, in bytes; the bucket's own limit comes on top")
                int maxBodyBytes,
        @Setting("operations that one batch has in flight at once") int batchInFlight,
        @Setting("close a connection on which nothing arrives for this long") Duration idle) {
    /** Served on 4703. */
    public static final HttpConfig DEFAULT =
            new HttpConfig(true, 4703, 10_000, 32 * 1024, 1024 * 1024, 256, Duration.ofMinutes(2));

    /** Checks the ranges. */
    public HttpConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is 0 to 65535, not " + port);
        }
        if (maxConnections < 1 || batchInFlight < 1) {
            throw new IllegalArgumentException(
                    "max-connections and batch-in-flight are at least 1");
        }
        if (maxHeadBytes < 16 * 1024) {
            throw new IllegalArgumentException(
                    "max-head-bytes is at least 16 KiB, not " + maxHeadBytes);
        }
        if (maxBodyBytes < 1024 || maxBodyBytes > 1 << 30) {
            throw new IllegalArgumentException(
                    "max-body-bytes is 1 KiB to 1 GiB, not " + maxBodyBytes);
        }
        if (!idle.isPositive()) {
            throw new IllegalArgumentException("idle is positive");
        }
    }
}
