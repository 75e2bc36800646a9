package dev.cairn.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Consistency;
import dev.cairn.api.RequestOptions;
import dev.cairn.server.http.HttpConnection;
import dev.cairn.server.http.HttpConnection.Reply;
import dev.cairn.testkit.cluster.Workload;
import dev.cairn.testkit.process.FaultReport;
import dev.cairn.testkit.process.FaultRun;
import dev.cairn.testkit.process.FreePorts;
import dev.cairn.testkit.process.NodeProcess;
import dev.cairn.testkit.process.ProcessCluster;
import dev.cairn.testkit.process.ProcessFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code kv start} runs keeps every acknowledged write and goes on, whatever happens to one
 * node.
 */
class LocalClusterIT {
    private static final RequestOptions QUORUM =
            RequestOptions.DEFAULT.with(Consistency.Level.QUORUM);
    private static final Workload.Plan LOAD =
            new Workload.Plan("key-", 300, 8, Duration.ofMillis(10), QUORUM);
    private static final String REGISTERS = "buckets.registers.mode=linearizable";

    @TempDir Path folder;

    private final int basePort = FreePorts.base(4);

    private ProcessCluster start() throws IOException, InterruptedException {
        return ProcessCluster.start(Kv.LAUNCHER, folder, basePort, List.of(REGISTERS));
    }

    @Test
    @Timeout(400)
    void losesNoAcknowledgedWriteWhateverIsKilled() throws IOException, InterruptedException {
        FaultRun run;
        try (ProcessCluster cluster = start()) {
            answersThroughEveryNode(cluster);
            comparesAndSets(cluster);
            run = FaultRun.start(cluster, LOAD, 1, System.err::println);
            keptItsWord(
                    run.finish(
                            List.of(
                                    ProcessFault.LOSE_DISK,
                                    ProcessFault.STRANGERS,
                                    ProcessFault.PAUSE,
                                    ProcessFault.JOIN_AND_LEAVE)));
            assertThat(cluster.errors())
                    .contains("Restart it alone with:")
                    .contains("kv server --set " + REGISTERS + " --config data/");
            losesEveryNode(cluster);
        }
        try (ProcessCluster again = start()) {
            assertThat(run.verdict(again).wrong()).isEmpty();
            hasNothingThatTheOthersLack(again, again.node("n3"));
            stopsCleanly(again);
        }
    }

    @Test
    @Tag("long")
    @Timeout(1200)
    void losesNoAcknowledgedWriteHoweverOftenNodesAreStruck()
            throws IOException, InterruptedException {
        List<ProcessFault> faults = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            faults.addAll(List.of(ProcessFault.values()));
        }
        Collections.shuffle(faults, new Random(1));
        try (ProcessCluster cluster = start()) {
            keptItsWord(FaultRun.start(cluster, LOAD, 2, System.err::println).finish(faults));
        }
    }

    private static void keptItsWord(FaultReport report) {
        assertThat(report.wrong()).isEmpty();
        assertThat(report.acknowledged()).isGreaterThan(1_000);
    }

    private static String path(String key) {
        return "/v1/buckets/default/keys/" + key;
    }

    private static Reply exchange(NodeProcess node, String method, String target, String body)
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
        Duration patience = Duration.ofSeconds(10);
        try (HttpConnection connection = new HttpConnection(node.http(), patience, patience)) {
            return connection.exchange(
                    method, target, headers, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void answersThroughEveryNode(ProcessCluster cluster) throws IOException {
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

    private static void comparesAndSets(ProcessCluster cluster) throws IOException {
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

    private static void losesEveryNode(ProcessCluster cluster)
            throws IOException, InterruptedException {
        for (NodeProcess node : cluster.nodes()) {
            node.kill();
        }
        assertThat(cluster.founding().waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(cluster.founding().exitValue()).isEqualTo(1);
        assertThat(cluster.errors()).contains("error: UNAVAILABLE: every node has ended");
    }

    private void hasNothingThatTheOthersLack(ProcessCluster cluster, NodeProcess dead)
            throws IOException, InterruptedException {
        dead.kill();
        String others = cluster.node("n1").http() + "," + cluster.node("n2").http();
        Kv.Result salvaged =
                new Kv(folder)
                        .run(
                                "salvage",
                                "--config",
                                "data/" + dead.name() + "/node.yaml",
                                "--endpoint",
                                others);
        assertThat(salvaged.text()).contains("the cluster has seen all of them");
    }

    private static void stopsCleanly(ProcessCluster cluster) throws InterruptedException {
        cluster.founding().destroy();
        assertThat(cluster.founding().waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(cluster.founding().exitValue()).isZero();
        assertThat(cluster.nodes()).noneMatch(NodeProcess::isUp);
    }
}
