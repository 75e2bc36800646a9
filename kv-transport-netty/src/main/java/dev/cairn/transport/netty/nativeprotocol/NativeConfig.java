package dev.cairn.transport.netty.nativeprotocol;

import dev.cairn.api.nativeprotocol.Handshake;
import dev.cairn.api.spi.Setting;
import java.time.Duration;

/**
 * How the client protocol {@code native} behaves.
 *
 * @param enabled whether the node speaks it, on the port of the transport {@code netty}
 * @param maxInFlight calls in work at once on one connection
 * @param maxFrameBytes the largest call taken, in bytes
 * @param helloTimeout how long a client may take for its hello
 */
public record NativeConfig(
        @Setting("whether the node speaks the native protocol, on the port of transport netty")
                boolean enabled,
        @Setting("calls in work at once on one connection; the next is answered OVERLOADED")
                int maxInFlight,
        @Setting("largest call taken, in bytes; a larger one is answered TOO_LARGE")
                int maxFrameBytes,
        @Setting("how long a client may take for its hello") Duration helloTimeout) {
    /** 4,096 calls at once, frames up to 1 MiB, three seconds for the hello. */
    public static final NativeConfig DEFAULT =
            new NativeConfig(true, 4096, 1024 * 1024, Duration.ofSeconds(3));

    /** Checks the ranges. */
    public NativeConfig {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("max-in-flight is at least 1, not " + maxInFlight);
        }
        if (maxFrameBytes < 1024 || maxFrameBytes > Handshake.MAX_FRAME_BYTES) {
            throw new IllegalArgumentException(
                    "max-frame-bytes is 1 KiB to 16 MiB, not " + maxFrameBytes);
        }
        if (!helloTimeout.isPositive()) {
            throw new IllegalArgumentException("hello-timeout is positive");
        }
    }
}
