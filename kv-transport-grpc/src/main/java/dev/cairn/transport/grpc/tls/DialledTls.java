package dev.cairn.transport.grpc.tls;

import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.api.security.Refusals;
import dev.cairn.api.security.TlsIdentity;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * TLS below gRPC on a connection that a node dials. gRPC's own would compare the listener's
 * certificate with a host name, and a node is known by its name in the cluster instead.
 */
public final class DialledTls {
    /** A handshake computes for a millisecond or so; at most one task a connection. */
    private static final Executor HANDSHAKES =
            task -> Thread.ofVirtual().name("tls-handshake").start(task);

    private DialledTls() {}

    /** Encrypts a connection that has no handlers yet; the handshake may take {@code limit}. */
    public static void add(
            Channel channel, TlsIdentity identity, Refusals refusals, Duration limit) {
        SSLEngine engine = identity.context().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {TlsIdentity.PROTOCOL});
        parameters.setApplicationProtocols(new String[] {ApplicationProtocolNames.HTTP_2});
        engine.setSSLParameters(parameters);
        SslHandler handler = new SslHandler(engine, HANDSHAKES);
        handler.setHandshakeTimeoutMillis(limit.toMillis());
        channel.pipeline().addLast(new Handshakes(refusals), handler);
    }

    /** Whom the listener's certificate stands for, once the handshake is done. */
    public static Optional<CertificateIdentity> shown(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            return Optional.empty();
        }
        try {
            return CertificateIdentity.ofChain(tls.engine().getSession().getPeerCertificates());
        } catch (SSLPeerUnverifiedException showedNone) {
            return Optional.empty();
        }
    }
}
