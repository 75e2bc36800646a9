package dev.cairn.transport.grpc.peer;

import dev.cairn.api.spi.Setting;
import java.time.Duration;

/**
 * How the transport {@code grpc} behaves.
 *
 * @param outboundBytes a link refuses frames while this many bytes wait to be sent
 * @param connectTimeout how long connecting and the handshake may take; twice that with TLS
 * @param reconnectFirst the pause after the first failed attempt; it doubles with each further one
 * @param reconnectMost the longest pause between attempts
 * @param silence a peer that is silent for this long is pinged, and given up when it does not
 *     answer for half as long; gRPC pings no more often than every 10 s
 */
public record GrpcPeerConfig(
        @Setting(
                        "bytes waiting to be sent on one link before it refuses frames; more rides out longer stalls and costs memory")
                int outboundBytes,
        @Setting("how long connecting and the handshake may take; twice that with TLS")
                Duration connectTimeout,
        @Setting("pause after the first failed attempt to connect; doubles with each further one")
                Duration reconnectFirst,
        @Setting("longest pause between attempts to connect") Duration reconnectMost,
        @Setting(
                        "ping a peer that is silent for this long, 10s at least; half of it without an answer ends the connection")
                Duration silence) {
    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(10);

    /** Suited to a network within or between data centres. */
    public static final GrpcPeerConfig DEFAULT =
            new GrpcPeerConfig(
                    8 * 1024 * 1024,
                    Duration.ofSeconds(3),
                    Duration.ofMillis(50),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(10));

    /** Checks the ranges. */
    public GrpcPeerConfig {
        if (outboundBytes < 64 * 1024 || outboundBytes > 1 << 30) {
            throw new IllegalArgumentException(
                    "outbound-bytes is 64 KiB to 1 GiB, not " + outboundBytes);
        }
        check("connect-timeout", connectTimeout, Duration.ofMillis(1));
        check("reconnect-first", reconnectFirst, Duration.ofMillis(1));
        check("silence", silence, SHORTEST_SILENCE);
        if (reconnectMost.compareTo(reconnectFirst) < 0) {
            throw new IllegalArgumentException("reconnect-most is at least reconnect-first");
        }
    }

    private static void check(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + least.toMillis() + "ms to 1d, not " + value.toMillis() + "ms");
        }
    }
}
