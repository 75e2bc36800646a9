package dev.cairn.transport.netty.resp;

import dev.cairn.api.spi.Setting;

/**
 * How the protocol {@code resp} behaves.
 *
 * @param enabled whether it is started
 * @param port where it listens
 * @param maxConnections connections at most
 * @param maxInFlight keys one connection may have in flight before its further commands wait
 * @param maxCommandBytes the largest command, all arguments together
 */
public record RespConfig(
        @Setting("whether the Redis protocol is served") boolean enabled,
        @Setting("port of the Redis protocol") int port,
        @Setting("connections at most; more are closed at once") int maxConnections,
        @Setting("keys in flight on one connection before its further commands wait")
                int maxInFlight,
        @Setting("largest command in bytes, all arguments together") int maxCommandBytes) {
    /** Served on 4701. */
    public static final RespConfig DEFAULT =
            new RespConfig(true, 4701, 10_000, 1_024, 16 * 1024 * 1024);

    /** Checks the ranges. */
    public RespConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is 0 to 65535, not " + port);
        }
        if (maxConnections < 1 || maxInFlight < 1) {
            throw new IllegalArgumentException("max-connections and max-in-flight are at least 1");
        }
        if (maxCommandBytes < 64 * 1024) {
            throw new IllegalArgumentException(
                    "max-command-bytes is at least 64 KiB, not " + maxCommandBytes);
        }
    }
}
