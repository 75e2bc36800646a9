package dev.cairn.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.server.http.HttpConnection;
import dev.cairn.server.http.HttpConnection.Reply;
import dev.cairn.testkit.process.NodeProcess;
import dev.cairn.testkit.process.ProcessCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What is tried on every local cluster, whatever its nodes talk over. */
final class ClusterSteps {
    /** A bucket whose keys are registers. */
    static final String REGISTERS = "buckets.registers.mode=linearizable";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private ClusterSteps() {}

    static String path(String key) {
        return "/v1/buckets/default/keys/" + key;
    }

    static Reply exchange(NodeProcess node, String method, String target, String body)
            throws IOException {
        return exchange(node, method, target, body, Map.of());
    }

    private static Reply exchange(
            NodeProcess node,
            String method,
            String target,
            String body,
            Map<String, String> headers)
            throws IOException {
        try (HttpConnection connection = new HttpConnection(node.http(), PATIENCE, PATIENCE)) {
            return connection.exchange(
                    method, target, headers, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    static void answersThroughEveryNode(ProcessCluster cluster) throws IOException {
        for (NodeProcess node : cluster.nodes()) {
            assertThat(exchange(node, "PUT", path("k"), "from " + node.name()).status())
                    .isEqualTo(204);
        }
        for (NodeProcess node : cluster.nodes()) {
            assertThat(exchange(node, "GET", path("k"), "").text()).isEqualTo("from n3");
        }
        assertThat(exchange(cluster.node("n2"), "DELETE", path("k"), "").status()).isEqualTo(204);
        assertThat(exchange(cluster.node("n3"), "GET", path("k"), "").status()).isEqualTo(404);
    }

    static void comparesAndSets(ProcessCluster cluster) throws IOException {
        NodeProcess n1 = cluster.node("n1");
        NodeProcess n2 = cluster.node("n2");
        NodeProcess n3 = cluster.node("n3");
        String register = "/v1/buckets/registers/keys/r";
        Map<String, String> absent = Map.of("If-None-Match", "*");
        Reply first = exchange(n1, "PUT", register, "one", absent);
        assertThat(first.status()).isEqualTo(204);
        assertThat(exchange(n2, "PUT", register, "other", absent).status()).isEqualTo(412);
        Map<String, String> unchanged = Map.of("If-Match", first.header("ETag"));
        assertThat(exchange(n3, "PUT", register, "two", unchanged).status()).isEqualTo(204);
        assertThat(exchange(n1, "DELETE", register, "", unchanged).status()).isEqualTo(412);
        assertThat(exchange(n2, "GET", register, "").text()).isEqualTo("two");
        Reply stale = exchange(n2, "GET", register + "?consistency=ONE", "");
        assertThat(stale.header("KV-Receipt")).contains("\"mayBeStale\":true");
        assertThat(exchange(n2, "PUT", path("a"), "v", absent).status()).isEqualTo(409);
    }

    static void losesEveryNode(ProcessCluster cluster) throws IOException, InterruptedException {
        for (NodeProcess node : cluster.nodes()) {
            node.kill();
        }
        assertThat(cluster.founding().waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(cluster.founding().exitValue()).isEqualTo(1);
        assertThat(cluster.errors()).contains("error: UNAVAILABLE: every node has ended");
    }

    static void stopsCleanly(ProcessCluster cluster) throws InterruptedException {
        cluster.founding().destroy();
        assertThat(cluster.founding().waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(cluster.founding().exitValue()).isZero();
        assertThat(cluster.nodes()).noneMatch(NodeProcess::isUp);
    }

    /** What the directory of a dead node holds the living ones have seen. */
    static void hasNothingThatTheOthersLack(
            Path folder, NodeProcess dead, NodeProcess one, NodeProcess other)
            throws IOException, InterruptedException {
        Kv.Result salvaged =
                new Kv(folder)
                        .run(
                                "salvage",
                                "--config",
                                "data/" + dead.name() + "/node.yaml",
                                "--endpoint",
                                one.http() + "," + other.http());
        assertThat(salvaged.text()).contains("the cluster has seen all of them");
    }
}
