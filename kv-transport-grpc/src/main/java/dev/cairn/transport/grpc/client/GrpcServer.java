package dev.cairn.transport.grpc.client;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.security.Security;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.transport.grpc.GrpcConfig;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.TimeUnit;

/** A gRPC server on one event loop thread of its own. Safe for all threads. */
public final class GrpcServer implements ClientProtocol {
    private static final int MAX_METADATA_BYTES = 8 * 1024;
    private static final int MAX_CALLS_PER_CONNECTION = 1024;
    private static final int FLOW_CONTROL_WINDOW_BYTES = 1024 * 1024;
    private static final long HANDSHAKE_SECONDS = 10;
    private static final long CLOSE_WAIT_SECONDS = 5;

    private final Address address;
    private final Server server;
    private final EventLoopGroup loop;

    private GrpcServer(Address address, Server server, EventLoopGroup loop) {
        this.address = address;
        this.server = server;
        this.loop = loop;
    }

    /** Serves what arrives at {@code listening}, which is bound to {@code address}. */
    public static GrpcServer start(
            GrpcConfig config,
            KeyValueService data,
            AdminService admin,
            Security security,
            ServerSocketChannel listening,
            Address address)
            throws IOException {
        EventLoopGroup loop =
                new MultiThreadIoEventLoopGroup(
                        1, new DefaultThreadFactory("grpc", true), NioIoHandler.newFactory());
        Callers callers = new Callers(security, data, admin);
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(listening.getLocalAddress())
                        .bossEventLoopGroup(loop)
                        .workerEventLoopGroup(loop)
                        .channelFactory(() -> new BoundServerChannel(listening))
                        .directExecutor()
                        .maxInboundMessageSize(config.maxMessageBytes())
                        .maxInboundMetadataSize(MAX_METADATA_BYTES)
                        .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
                        .initialFlowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
                        .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
                        .intercept(callers)
                        .addService(new KeyValueEndpoint(callers, config.maxInFlight()))
                        .addService(new ClusterEndpoint(callers))
                        .addService(new HealthEndpoint(admin));
        security.tls().ifPresent(tls -> builder.sslContext(new PresentSslContext(tls)));
        if (config.reflection()) {
            builder.addService(ProtoReflectionServiceV1.newInstance());
        }
        Server server = builder.build();
        try {
            server.start();
        } catch (IOException failed) {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
            throw failed;
        }
        return new GrpcServer(address, server, loop);
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public void drain() {
        server.shutdown();
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            if (!server.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "the gRPC server did not end in " + CLOSE_WAIT_SECONDS + " s");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            loop.shutdownGracefully(0, CLOSE_WAIT_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
