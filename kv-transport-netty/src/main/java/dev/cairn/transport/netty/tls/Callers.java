package dev.cairn.transport.netty.tls;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.Refusals.Reason;
import dev.cairn.api.security.Security;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
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
            Certificate[] chain = tls.engine().getSession().getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate own
                    ? CertificateIdentity.of(own)
                    : Optional.empty();
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
        if (security.tls().isEmpty()) {
            return Optional.empty();
        }
        Optional<String> objection = objection(of(channel), security, said);
        objection.ifPresent(detail ->
                security.refusals()
                        .refused(Reason.IDENTITY, said + " at " + channel.remoteAddress(), detail));
        return objection;
    }

    private static Optional<String> objection(
            Optional<CertificateIdentity> shown, Security security, NodeId said) {
        if (shown.isEmpty()) {
            return Optional.of("it shows no certificate of a node");
        }
        return switch (shown.get()) {
            case CertificateIdentity.Client client ->
                    Optional.of("its certificate is that of the client " + client.name());
            case CertificateIdentity.Node node when !isOfThisCluster(node, security) ->
                    Optional.of("its certificate is for cluster " + node.cluster());
            case CertificateIdentity.Node node when !node.id().equals(said) ->
                    Optional.of("it says that it is " + said + ", its certificate " + node.id());
            case CertificateIdentity.Node _ -> Optional.empty();
        };
    }

    private static boolean isOfThisCluster(CertificateIdentity caller, Security security) {
        return security.tls()
                .filter(own -> own.self().cluster().equals(caller.cluster()))
                .isPresent();
    }
}
