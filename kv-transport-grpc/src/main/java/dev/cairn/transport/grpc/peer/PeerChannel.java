package dev.cairn.transport.grpc.peer;

import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.transport.grpc.tls.DialledTls;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.netty.channel.Channel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** One dialled connection, for one call. Safe for all threads. */
final class PeerChannel implements AutoCloseable {
    private final ManagedChannel channel;
    private final AtomicReference<Channel> socket;

    /** {@code socket} holds the connection once there is one. */
    PeerChannel(ManagedChannel channel, AtomicReference<Channel> socket) {
        this.channel = channel;
        this.socket = socket;
    }

    ClientCall<Chunk, Chunk> call() {
        return channel.newCall(PeerMethod.LINK, CallOptions.DEFAULT);
    }

    /** Whom the listener's certificate stands for; empty without TLS. */
    Optional<CertificateIdentity> shown() {
        return Optional.ofNullable(socket.get()).flatMap(DialledTls::shown);
    }

    boolean isTerminated() {
        return channel.isTerminated();
    }

    void awaitTermination(long nanos) {
        try {
            channel.awaitTermination(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the connection, whatever it does. */
    @Override
    public void close() {
        channel.shutdownNow();
    }
}
