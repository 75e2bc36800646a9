package dev.cairn.transport.netty.tls;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.Security;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Who is at the other end of a connection, by the certificate it has shown. */
public final class Callers {
    private Callers() {}

    /** Whom its certificate stands for; empty for a connection without one, or without TLS. */
    public static Optional<CertificateIdentity> of(Channel channel) {
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

    /** What it shows a server for clients. */
    public static Optional<Credentials> credentials(Channel channel) {
        return of(channel)
                .filter(CertificateIdentity.Client.class::isInstance)
                .map(identity ->
                        new Credentials.Certificate((CertificateIdentity.Client) identity));
    }

    /**
     * Why the other end is not node {@code said} of this node's cluster; empty when it is, and
     * where there is no TLS to tell by. Counts the refusal.
     */
    public static Optional<String> objection(Channel channel, Security security, NodeId said) {
        return security.objection(said, of(channel), String.valueOf(channel.remoteAddress()));
    }
}
