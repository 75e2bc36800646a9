package dev.cairn.server.cli;

import dev.cairn.api.cluster.Address;
import dev.cairn.server.http.HttpConnection;
import dev.cairn.server.http.HttpConnection.Reply;
import dev.cairn.server.http.HttpCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Asks the first node that can be reached. A read goes on to the next node when a connection
 * breaks; a write does so only when it cannot have been sent, since a broken connection leaves it
 * in doubt.
 */
final class NodeClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final byte[] NOTHING = {};

    private final List<Address> endpoints;
    private final Duration timeout;
    private final HttpCredentials credentials;

    NodeClient(List<Address> endpoints, Duration timeout, HttpCredentials credentials) {
        this.endpoints = List.copyOf(endpoints);
        this.timeout = timeout;
        this.credentials = credentials;
    }

    /**
     * The answer, whatever its status; throws {@link CommandException} when no node can be asked.
     */
    Reply get(String target) {
        return exchange("GET", target, Map.of(), NOTHING);
    }

    /** The answer, whatever its status. */
    Reply exchange(String method, String target, Map<String, String> headers, byte[] body) {
        StringBuilder failures = new StringBuilder();
        for (Address endpoint : endpoints) {
            try (HttpConnection connection = connect(endpoint)) {
                return sent(connection, method, target, headers, body);
            } catch (IOException unreachable) {
                failures.append(failures.isEmpty() ? "" : "; ")
                        .append(endpoint)
                        .append(": ")
                        .append(unreachable.getMessage());
            }
        }
        throw new CommandException("UNAVAILABLE", "no node answers (" + failures + ")");
    }

    /** Like {@link #exchange}, but an error status becomes a {@link CommandException}. */
    Reply expectOk(String method, String target, Map<String, String> headers, byte[] body) {
        Reply reply = exchange(method, target, headers, body);
        if (!reply.ok()) {
            throw Problems.of(reply);
        }
        return reply;
    }

    /** A connection to one node. */
    HttpConnection connect(Address endpoint) throws IOException {
        return new HttpConnection(endpoint, CONNECT_TIMEOUT, timeout, credentials);
    }

    HttpCredentials credentials() {
        return credentials;
    }

    /** One endpoint of these alone. */
    NodeClient only(Address endpoint) {
        return new NodeClient(List.of(endpoint), timeout, credentials);
    }

    Duration timeout() {
        return timeout;
    }

    List<Address> endpoints() {
        return endpoints;
    }

    private static Reply sent(
            HttpConnection connection,
            String method,
            String target,
            Map<String, String> headers,
            byte[] body)
            throws IOException {
        try {
            return connection.exchange(method, target, headers, body);
        } catch (IOException broken) {
            if (method.equals("GET") || method.equals("HEAD")) {
                throw broken;
            }
            throw new CommandException(
                    "TIMEOUT",
                    Exit.FAILED,
                    "the node's answer did not arrive ("
                            + broken.getMessage()
                            + "); the write may have taken effect",
                    broken);
        }
    }
}
