package dev.cairn.transport.grpc;

import dev.cairn.api.spi.Setting;
import dev.cairn.api.spi.Transport;

/**
 * What can be set of the gRPC protocol.
 *
 * @param enabled whether the node speaks it
 * @param port where it listens; that of the transport {@code grpc} is shared with it
 * @param maxMessageBytes the largest message taken, in bytes
 * @param maxInFlight calls in work at once, over all connections
 * @param reflection whether tools may ask for the services' description
 */
public record GrpcConfig(
        @Setting("Whether the node speaks gRPC to clients.") boolean enabled,
        @Setting(
                        "The port to listen on, which may be that of transport grpc; 0 lets the system choose.")
                int port,
        @Setting("The largest message taken, in bytes; larger ones are refused unread.")
                int maxMessageBytes,
        @Setting("Calls in work at once, over all connections; the next is answered OVERLOADED.")
                int maxInFlight,
        @Setting("Whether tools such as grpcurl may ask what services there are.")
                boolean reflection) {
    /** Port 4702, messages up to 4 MiB, 4,096 calls at once. */
    public static final GrpcConfig DEFAULT =
            new GrpcConfig(true, 4702, 4 * 1024 * 1024, 4096, true);

    /** Checks the ranges; throws {@link IllegalArgumentException} naming the setting. */
    public GrpcConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is 0 to 65535, not " + port);
        }
        if (maxMessageBytes < 1024 || maxMessageBytes > Transport.MAX_FRAME_BYTES) {
            throw new IllegalArgumentException(
                    "max-message-bytes is 1 KiB to 16 MiB, not " + maxMessageBytes);
        }
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("max-in-flight is at least 1, not " + maxInFlight);
        }
    }
}
