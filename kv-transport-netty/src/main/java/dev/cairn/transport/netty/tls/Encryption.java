package dev.cairn.transport.netty.tls;

import dev.cairn.api.security.Security;
import dev.cairn.api.security.TlsIdentity;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * Adds TLS to a connection where the node has an identity for it, and nothing where it has none.
 * For the connection's loop.
 */
public final class Encryption {
    /**
     * A handshake computes for a millisecond or so, which is long for a lane. At most one task a
     * connection, and connections are bounded.
     */
    private static final Executor HANDSHAKES =
            task -> Thread.ofVirtual().name("tls-handshake").start(task);

    private Encryption() {}

    /** Encrypts an accepted connection; the caller has {@code limit} for its handshake. */
    public static void accept(Channel channel, Security security, Duration limit) {
        security.tls()
                .ifPresent(tls -> {
                    SSLEngine engine = engine(tls, false);
                    add(channel, engine, security, limit);
                });
    }

    /** Encrypts a dialled connection; the listener has {@code limit} for its handshake. */
    public static void dial(Channel channel, Security security, Duration limit) {
        security.tls().ifPresent(tls -> add(channel, engine(tls, true), security, limit));
    }

    /** How long a hello may take that comes behind the handshake of TLS, where there is one. */
    public static Duration behind(Security security, Duration limit) {
        return security.tls().isPresent() ? limit.multipliedBy(2) : limit;
    }

    private static SSLEngine engine(TlsIdentity tls, boolean client) {
        SSLEngine engine = tls.context().createSSLEngine();
        engine.setUseClientMode(client);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {TlsIdentity.PROTOCOL});
        if (!client) {
            parameters.setWantClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static void add(Channel channel, SSLEngine engine, Security security, Duration limit) {
        SslHandler handler = new SslHandler(engine, HANDSHAKES);
        handler.setHandshakeTimeoutMillis(limit.toMillis());
        channel.pipeline().addLast(handler, new TlsFaults(security.refusals()));
    }
}
