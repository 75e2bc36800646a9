package dev.cairn.transport.grpc.link;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.TlsIdentity;
import dev.cairn.api.spi.ClientLink.Terms;
import dev.cairn.api.spi.Transport;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** Channels that are connected, or not there. */
final class Channels {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private Channels() {}

    /** Connects; blocks at most for the terms' timeout. */
    static ManagedChannel connect(Address node, Terms terms) throws IOException {
        NettyChannelBuilder builder =
                NettyChannelBuilder.forAddress(node.host(), node.port())
                        .directExecutor()
                        .disableRetry()
                        .maxInboundMessageSize(Transport.MAX_FRAME_BYTES);
        terms.tls()
                .ifPresentOrElse(
                        tls -> builder.sslContext(http2(tls)), () -> builder.usePlaintext());
        ManagedChannel channel = builder.build();
        try {
            awaitReady(channel, node, System.nanoTime() + terms.timeout().toNanos());
        } catch (IOException unreachable) {
            channel.shutdownNow();
            throw unreachable;
        }
        return channel;
    }

    private static void awaitReady(ManagedChannel channel, Address node, long until)
            throws IOException {
        ConnectivityState state = channel.getState(true);
        while (state != ConnectivityState.READY) {
            if (state == ConnectivityState.TRANSIENT_FAILURE) {
                throw new IOException(node + " cannot be reached, or does not speak gRPC");
            }
            CountDownLatch changed = new CountDownLatch(1);
            channel.notifyWhenStateChanged(state, changed::countDown);
            try {
                if (!changed.await(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    throw new IOException(node + " does not answer");
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while connecting to " + node);
            }
            state = channel.getState(true);
        }
    }

    private static SslContext http2(SSLContext tls) {
        ApplicationProtocolConfig protocols =
                new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2);
        return new JdkSslContext(
                tls,
                true,
                null,
                IdentityCipherSuiteFilter.INSTANCE,
                protocols,
                ClientAuth.NONE,
                new String[] {TlsIdentity.PROTOCOL},
                false);
    }

    /** A stub whose calls show the credentials. */
    static <S extends AbstractStub<S>> S named(S stub, Optional<Credentials> credentials) {
        Optional<String> header = credentials.flatMap(Credentials::header);
        if (header.isEmpty()) {
            return stub;
        }
        Metadata shown = new Metadata();
        shown.put(AUTHORIZATION, header.get());
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(shown));
    }
}
