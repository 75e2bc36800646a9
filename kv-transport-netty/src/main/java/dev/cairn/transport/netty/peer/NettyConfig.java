package dev.cairn.transport.netty.peer;

import dev.cairn.api.spi.Setting;
import dev.cairn.transport.netty.eventloop.Poller;
import java.time.Duration;

/**
 * How the transport {@code netty} behaves.
 *
 * @param outboundBytes a link refuses frames while this many bytes wait to be sent
 * @param connectTimeout how long connecting and, again, the handshake may take
 * @param reconnectFirst the pause after the first failed attempt; it doubles with each further one
 * @param reconnectMost the longest pause between attempts
 * @param silence a connection on which nothing sent is acknowledged for this long is given up
 *     (Linux)
 * @param maxConnections connections accepted at most
 * @param poller how the lanes serve their sockets, those of clients too
 */
public record NettyConfig(
        @Setting(
                        "bytes waiting to be sent on one link before it refuses frames; more rides out longer stalls and costs memory")
                int outboundBytes,
        @Setting("how long connecting and, again, the handshake may take") Duration connectTimeout,
        @Setting("pause after the first failed attempt to connect; doubles with each further one")
                Duration reconnectFirst,
        @Setting("longest pause between attempts to connect") Duration reconnectMost,
        @Setting("give a connection up when nothing sent on it is acknowledged for this long")
                Duration silence,
        @Setting("connections from peers and native clients accepted at most") int maxConnections,
        @Setting(
                        "how all sockets of the node are served: epoll, io-uring, nio; auto is the first of them that the machine has")
                Poller.Choice poller) {
    /** Suited to a network within or between data centres. */
    public static final NettyConfig DEFAULT =
            new NettyConfig(
                    8 * 1024 * 1024,
                    Duration.ofSeconds(3),
                    Duration.ofMillis(50),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(10),
                    10_000,
                    Poller.Choice.AUTO);

    /** Checks the ranges. */
    public NettyConfig {
        if (outboundBytes < 64 * 1024 || outboundBytes > 1 << 30) {
            throw new IllegalArgumentException(
                    "outbound-bytes is 64 KiB to 1 GiB, not " + outboundBytes);
        }
        checkPositive("connect-timeout", connectTimeout);
        checkPositive("reconnect-first", reconnectFirst);
        checkPositive("silence", silence);
        if (reconnectMost.compareTo(reconnectFirst) < 0) {
            throw new IllegalArgumentException("reconnect-most is at least reconnect-first");
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException(
                    "max-connections is at least 1, not " + maxConnections);
        }
    }

    private static void checkPositive(String name, Duration value) {
        if (value.toMillis() < 1 || value.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    name + " is 1ms to 1d, not " + value.toMillis() + "ms");
        }
    }
}
