package dev.cairn.transport.grpc.tls;

import dev.cairn.api.security.TlsIdentity;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/**
 * The node's identity as gRPC takes it, for a server: each connection goes by the context of its
 * own moment, and may show a certificate. Safe for all threads.
 */
public final class PresentSslContext extends SslContext {
    private final TlsIdentity identity;
    private volatile Made made;

    private record Made(SSLContext from, SslContext context) {}

    /** Follows {@code identity}. */
    public PresentSslContext(TlsIdentity identity) {
        this.identity = identity;
        this.made = make(identity.context());
    }

    private SslContext present() {
        SSLContext now = identity.context();
        Made last = made;
        if (last.from() != now) {
            last = make(now);
            made = last;
        }
        return last.context();
    }

    private static Made make(SSLContext from) {
        ApplicationProtocolConfig http2 =
                new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2);
        return new Made(
                from,
                new JdkSslContext(
                        from,
                        false,
                        null,
                        IdentityCipherSuiteFilter.INSTANCE,
                        http2,
                        ClientAuth.OPTIONAL,
                        new String[] {TlsIdentity.PROTOCOL},
                        false));
    }

    @Override
    public boolean isClient() {
        return false;
    }

    @Override
    public List<String> cipherSuites() {
        return present().cipherSuites();
    }

    /** The type is deprecated for use, not for contexts, which must have one. */
    @Override
    @SuppressWarnings("deprecation")
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return present().applicationProtocolNegotiator();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return present().newEngine(allocator);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
        return present().newEngine(allocator, host, port);
    }

    @Override
    public SSLSessionContext sessionContext() {
        return present().sessionContext();
    }
}
