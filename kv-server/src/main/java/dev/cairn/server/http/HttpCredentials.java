package dev.cairn.server.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * How a client encrypts its connections and proves who it is. Its text tells no secret.
 *
 * @param tls whose certificates it believes, and the one it shows; empty: connections are plain
 * @param authorization the header of that name
 */
public record HttpCredentials(Optional<SSLContext> tls, Optional<String> authorization) {
    /** Plain connections of nobody in particular. */
    public static final HttpCredentials NONE =
            new HttpCredentials(Optional.empty(), Optional.empty());

    /** The header for a password. */
    public static String basic(String user, String password) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    /** The header for a token. */
    public static String bearer(String token) {
        return "Bearer " + token;
    }

    /**
     * The connected socket, encrypted where it is to be: the node's certificate must be for {@code
     * host}.
     */
    Socket secure(Socket connected, String host, int port) throws IOException {
        if (tls.isEmpty()) {
            return connected;
        }
        SSLSocket secured =
                (SSLSocket) tls.get().getSocketFactory().createSocket(connected, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    @Override
    public String toString() {
        return (tls.isPresent() ? "TLS" : "plain")
                + (authorization.isPresent() ? " with a secret" : "");
    }
}
