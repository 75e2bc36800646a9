package dev.cairn.transport.grpc.peer;

import dev.cairn.api.security.Security;
import dev.cairn.transport.grpc.tls.DialledTls;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Dials. Each attempt of each link has a connection of its own, and when to try again is the
 * dialer's to say, so a channel of gRPC's is made for one connection and never reconnects. Safe for
 * all threads.
 */
final class PeerChannels implements AutoCloseable {
    private static final int WINDOW_BYTES = 2 * 1024 * 1024;
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    private final GrpcPeerConfig config;
    private final Security security;
    private final EventLoopGroup loop;
    private final Set<PeerChannel> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Connections on {@code loop}. */
    PeerChannels(GrpcPeerConfig config, Security security, EventLoopGroup loop) {
        this.config = config;
        this.security = security;
        this.loop = loop;
    }

    /** A connection to be made by its first call. */
    PeerChannel to(InetSocketAddress peer) {
        open.removeIf(PeerChannel::isTerminated);
        AtomicReference<Channel> socket = new AtomicReference<>();
        ManagedChannel made =
                NettyChannelBuilder.forAddress(peer)
                        .eventLoopGroup(loop)
                        .channelFactory(() -> {
                            NioSocketChannel fresh = new NioSocketChannel();
                            encrypt(fresh);
                            socket.set(fresh);
                            return fresh;
                        })
                        .withOption(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                Math.toIntExact(config.connectTimeout().toMillis()))
                        .withOption(ChannelOption.TCP_NODELAY, true)
                        // As gRPC sees it: where there is TLS it lies below.
                        .usePlaintext()
                        .directExecutor()
                        .disableRetry()
                        .disableServiceConfigLookUp()
                        .flowControlWindow(WINDOW_BYTES)
                        .maxInboundMessageSize(Chunk.MOST_BYTES)
                        .keepAliveTime(config.silence().toMillis(), TimeUnit.MILLISECONDS)
                        .keepAliveTimeout(config.silence().toMillis() / 2, TimeUnit.MILLISECONDS)
                        .build();
        PeerChannel channel = new PeerChannel(made, socket);
        open.add(channel);
        if (closed) {
            channel.close();
        }
        return channel;
    }

    private void encrypt(Channel fresh) {
        security.tls()
                .ifPresent(tls ->
                        DialledTls.add(fresh, tls, security.refusals(), config.connectTimeout()));
    }

    /** Ends every connection and waits for it, for as long as is reasonable. */
    @Override
    public void close() {
        closed = true;
        open.forEach(PeerChannel::close);
        long deadline = System.nanoTime() + CLOSE_WAIT.toNanos();
        for (PeerChannel channel : open) {
            channel.awaitTermination(deadline - System.nanoTime());
        }
    }
}
