package dev.cairn.client.connection;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.nativeprotocol.Handshake;
import dev.cairn.api.security.Credentials;
import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * How a connection gets in. Its text tells no secret.
 *
 * @param tls whose certificates are believed, and the one that is shown; empty: connections are
 *     plain
 * @param credentials who calls, where no certificate tells it
 */
public record Entry(Optional<SSLContext> tls, Optional<Credentials> credentials) {
    /** Plain, and nobody in particular. */
    public static final Entry OPEN = new Entry(Optional.empty(), Optional.empty());

    /**
     * The connected socket, encrypted where it is to be; the node's certificate must be for the
     * host it is called by. Blocks for the handshake.
     */
    Socket secure(Socket connected, Address node) throws IOException {
        if (tls.isEmpty()) {
            return connected;
        }
        SSLSocket secured =
                (SSLSocket)
                        tls.get()
                                .getSocketFactory()
                                .createSocket(connected, node.host(), node.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    /** What is said first. */
    Bytes hello() {
        return Handshake.hello(credentials);
    }
}
