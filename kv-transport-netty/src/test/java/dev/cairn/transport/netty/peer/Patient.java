package dev.cairn.transport.netty.peer;

import java.time.Duration;

/** How a transport behaves in tests that do not mean to run out of time. */
public final class Patient {
    private static final Duration AMPLE = Duration.ofSeconds(60);

    /** The defaults, but for the times that others are given. */
    public static final NettyConfig CONFIG = config(AMPLE, NettyConfig.DEFAULT.maxConnections());

    private Patient() {}

    /** The same with other bounds. */
    static NettyConfig config(Duration handshake, int connections) {
        NettyConfig usual = NettyConfig.DEFAULT;
        return new NettyConfig(
                usual.outboundBytes(),
                handshake,
                usual.reconnectFirst(),
                usual.reconnectMost(),
                AMPLE,
                connections,
                usual.poller());
    }
}
