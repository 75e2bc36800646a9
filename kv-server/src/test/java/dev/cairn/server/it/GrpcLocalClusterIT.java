package dev.cairn.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cairn.server.http.HttpConnection.Reply;
import dev.cairn.testkit.process.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster whose nodes talk over gRPC, by one line of configuration. Its nodes do not speak the
 * native protocol, so the load here is HTTP.
 */
@Tag("long")
@Timeout(120)
class GrpcLocalClusterIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir Path folder;

    private final int basePort = FreePorts.base(3);
    private final ConcurrentSkipListSet<String> acknowledged = new ConcurrentSkipListSet<>();

    private static String path(String key) {
        return "/v1/buckets/default/keys/" + key;
    }

    @Test
    void losesNoAcknowledgedWriteWhateverIsKilled() throws IOException, InterruptedException {
        try (ClusterProcess cluster = new ClusterProcess(folder, basePort, "transport=grpc")) {
            answersThroughEveryNode(cluster);
            comparesAndSets(cluster);
            losesOneNodeUnderLoad(cluster);
            losesEveryNode(cluster);
        }
        try (ClusterProcess again = new ClusterProcess(folder, basePort, "transport=grpc")) {
            assertThat(acknowledged).hasSizeGreaterThan(100);
            List<String> missing = new ArrayList<>();
            for (String key : acknowledged) {
                if (!again.exchange(2, "GET", path(key), "").text().equals("value of " + key)) {
                    missing.add(key);
                }
            }
            assertThat(missing).isEmpty();
            stopsCleanly(again);
        }
    }

    private static void answersThroughEveryNode(ClusterProcess cluster) throws IOException {
        for (int node = 1; node <= 3; node++) {
            assertThat(cluster.exchange(node, "PUT", path("counter"), "from " + node).status())
                    .isEqualTo(204);
        }
        for (int node = 1; node <= 3; node++) {
            assertThat(cluster.exchange(node, "GET", path("counter"), "").text())
                    .isEqualTo("from 3");
        }
        assertThat(cluster.exchange(2, "DELETE", path("counter"), "").status()).isEqualTo(204);
        assertThat(cluster.exchange(3, "GET", path("counter"), "").status()).isEqualTo(404);
    }

    private static void comparesAndSets(ClusterProcess cluster) throws IOException {
        String register = "/v1/buckets/registers/keys/r";
        Map<String, String> absent = Map.of("If-None-Match", "*");
        Reply first = cluster.exchange(1, "PUT", register, "one", absent);
        assertThat(first.status()).isEqualTo(204);
        assertThat(cluster.exchange(2, "PUT", register, "other", absent).status()).isEqualTo(412);
        Map<String, String> unchanged = Map.of("If-Match", first.header("ETag"));
        assertThat(cluster.exchange(3, "PUT", register, "two", unchanged).status()).isEqualTo(204);
        assertThat(cluster.exchange(1, "DELETE", register, "", unchanged).status()).isEqualTo(412);
        assertThat(cluster.exchange(2, "GET", register, "").text()).isEqualTo("two");
        Reply stale = cluster.exchange(2, "GET", register + "?consistency=ONE", "");
        assertThat(stale.header("KV-Receipt")).contains("\"mayBeStale\":true");
        assertThat(cluster.exchange(2, "PUT", path("a"), "v", absent).status()).isEqualTo(409);
    }

    private void losesOneNodeUnderLoad(ClusterProcess cluster)
            throws IOException, InterruptedException {
        AtomicInteger failed = new AtomicInteger();
        Thread writer = Thread.ofPlatform().start(() -> writeUntilInterrupted(cluster, failed));
        await().atMost(SOON).until(() -> acknowledged.size() > 50);
        cluster.node(2).destroyForcibly();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> cluster.liveness(1, "n2").equals("DEAD"));
        int before = acknowledged.size();
        await().atMost(SOON).until(() -> acknowledged.size() > before + 50);
        writer.interrupt();
        writer.join();
        assertThat(failed).hasValueLessThan(20);
        loseTheDisk(cluster);

        await().atMost(SOON).until(() -> cluster.errors().contains("kv server --set"));
        String command =
                cluster.errors()
                        .lines()
                        .filter(line -> line.contains("kv server --set"))
                        .findFirst()
                        .orElseThrow();
        Process second = new Kv(folder).startPasted(command.strip(), folder.resolve("second.log"));
        try {
            await().atMost(SOON).until(() -> cluster.liveness(1, "n2").equals("ALIVE"));
            await().atMost(SOON).until(() -> isRebuilt(cluster));
            assertThat(cluster.exchange(2, "GET", path("key-1"), "").text())
                    .isEqualTo("value of key-1");
        } finally {
            second.destroyForcibly().waitFor();
        }
    }

    /** The directory of n2, which is dead, has nothing that the others lack; then it is gone. */
    private void loseTheDisk(ClusterProcess cluster) throws IOException, InterruptedException {
        Kv.Result salvaged =
                new Kv(folder)
                        .run(
                                "salvage",
                                "--config",
                                "data/n2/node.yaml",
                                "--endpoint",
                                cluster.http(1) + "," + cluster.http(3));
        assertThat(salvaged.text()).contains("the cluster has seen all of them");
        try (Stream<Path> files = Files.walk(folder.resolve("data/n2/data"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A read at ALL counts n2 only where it has read what the others hold. */
    private boolean isRebuilt(ClusterProcess cluster) throws IOException {
        for (String key : List.copyOf(acknowledged).subList(0, 50)) {
            if (!cluster.exchange(2, "GET", path(key) + "?consistency=ALL", "").ok()) {
                return false;
            }
        }
        return true;
    }

    private void writeUntilInterrupted(ClusterProcess cluster, AtomicInteger failed) {
        for (int i = 1; !Thread.currentThread().isInterrupted(); i++) {
            String key = "key-" + i;
            try {
                Reply reply =
                        cluster.exchange(i % 2 == 0 ? 1 : 3, "PUT", path(key), "value of " + key);
                if (reply.status() == 204) {
                    acknowledged.add(key);
                } else {
                    failed.incrementAndGet();
                }
            } catch (IOException broken) {
                failed.incrementAndGet();
            }
        }
    }

    private static void losesEveryNode(ClusterProcess cluster)
            throws InterruptedException, IOException {
        cluster.node(1).destroyForcibly();
        cluster.node(3).destroyForcibly();
        assertThat(cluster.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(cluster.process().exitValue()).isEqualTo(1);
        assertThat(cluster.errors()).contains("error: UNAVAILABLE: every node has ended");
    }

    private static void stopsCleanly(ClusterProcess cluster) throws InterruptedException {
        List<ProcessHandle> nodes = List.of(cluster.node(1), cluster.node(2), cluster.node(3));
        cluster.process().destroy();
        assertThat(cluster.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(cluster.process().exitValue()).isZero();
        assertThat(nodes).noneMatch(ProcessHandle::isAlive);
    }
}
