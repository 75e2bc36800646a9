package dev.cairn.server.local;

import dev.cairn.api.cluster.Address;
import dev.cairn.server.http.HttpConnection;
import dev.cairn.server.http.HttpConnection.Reply;
import dev.cairn.server.http.HttpCredentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Whether a local cluster serves: every node says so, and what is written through one is read
 * through another.
 */
final class Readiness {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final String PROBE = "/v1/buckets/cairn.ready/keys/probe?consistency=QUORUM";

    private final List<NodePlan> plans;
    private final HttpCredentials credentials;

    /** Asks with the credentials of somebody who may write. */
    Readiness(List<NodePlan> plans, HttpCredentials credentials) {
        this.plans = plans;
        this.credentials = credentials;
    }

    /** Whether a node takes requests. */
    boolean isReady(NodePlan plan) {
        try {
            return exchange(plan.http(), "GET", "/health/ready", new byte[0]).ok();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Whether a QUORUM write through the first node can be read at QUORUM through the last. */
    boolean quorumAnswers(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        try {
            Reply written = exchange(plans.getFirst().http(), "PUT", PROBE, bytes);
            Reply read = exchange(plans.getLast().http(), "GET", PROBE, new byte[0]);
            return written.ok() && read.ok() && Arrays.equals(read.body(), bytes);
        } catch (IOException notYet) {
            return false;
        }
    }

    private Reply exchange(Address node, String method, String target, byte[] body)
            throws IOException {
        try (HttpConnection connection = new HttpConnection(node, CONNECT, ANSWER, credentials)) {
            return connection.exchange(method, target, Map.of(), body);
        }
    }
}
