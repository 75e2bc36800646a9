package dev.cairn.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cairn.server.http.HttpConnection.Reply;
import dev.cairn.testkit.process.FreePorts;
import dev.cairn.testkit.process.NodeProcess;
import dev.cairn.testkit.process.ProcessCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster whose nodes talk over gRPC, by one line of configuration. Its nodes do not speak the
 * native protocol, so the load here is HTTP.
 */
@Tag("long")
@Timeout(400)
class GrpcLocalClusterIT {
    /** How long it may take on a machine that is busy with other things. */
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir Path folder;

    private final int basePort = FreePorts.base(3);
    private final ConcurrentSkipListSet<String> acknowledged = new ConcurrentSkipListSet<>();

    private ProcessCluster start() throws IOException, InterruptedException {
        return ProcessCluster.start(
                Kv.LAUNCHER, folder, basePort, List.of(ClusterSteps.REGISTERS, "transport=grpc"));
    }

    @Test
    void losesNoAcknowledgedWriteWhateverIsKilled() throws IOException, InterruptedException {
        try (ProcessCluster cluster = start()) {
            ClusterSteps.answersThroughEveryNode(cluster);
            ClusterSteps.comparesAndSets(cluster);
            losesOneNodeUnderLoad(cluster);
            ClusterSteps.losesEveryNode(cluster);
        }
        try (ProcessCluster again = start()) {
            assertThat(acknowledged).hasSizeGreaterThan(100);
            List<String> missing = new ArrayList<>();
            for (String key : acknowledged) {
                if (!get(again.node("n2"), key).text().equals("value of " + key)) {
                    missing.add(key);
                }
            }
            assertThat(missing).isEmpty();
            ClusterSteps.stopsCleanly(again);
        }
    }

    private static void soon(Callable<Boolean> condition) {
        await().atMost(SOON).ignoreExceptions().until(condition);
    }

    private static Reply get(NodeProcess node, String key) throws IOException {
        return ClusterSteps.exchange(node, "GET", ClusterSteps.path(key), "");
    }

    private void losesOneNodeUnderLoad(ProcessCluster cluster)
            throws IOException, InterruptedException {
        NodeProcess victim = cluster.node("n2");
        AtomicInteger failed = new AtomicInteger();
        Thread writer = Thread.ofPlatform().start(() -> writeUntilInterrupted(cluster, failed));
        soon(() -> acknowledged.size() > 50);
        victim.kill();
        soon(() -> isHeldFor("DEAD", victim, cluster));
        int before = acknowledged.size();
        soon(() -> acknowledged.size() > before + 50);
        writer.interrupt();
        writer.join();
        assertThat(failed).hasValueLessThan(20);
        ClusterSteps.hasNothingThatTheOthersLack(
                folder, victim, cluster.node("n1"), cluster.node("n3"));
        victim.loseDisk();
        Process second = new Kv(folder).startPasted(printed(cluster), folder.resolve("second.log"));
        try {
            soon(() -> isHeldFor("ALIVE", victim, cluster));
            soon(() -> isRebuilt(victim));
            assertThat(get(victim, "key-1").text()).isEqualTo("value of key-1");
        } finally {
            second.destroyForcibly().waitFor();
        }
    }

    /** The words in which {@code kv start} says how to start a node again. */
    private static String printed(ProcessCluster cluster) throws IOException {
        soon(() -> cluster.errors().contains("kv server --set"));
        return cluster.errors()
                .lines()
                .filter(line -> line.contains("kv server --set"))
                .findFirst()
                .orElseThrow()
                .strip();
    }

    private static boolean isHeldFor(String liveness, NodeProcess node, ProcessCluster cluster)
            throws IOException {
        return cluster.node("n1")
                .admin()
                .member(node.name())
                .filter(member -> member.liveness().equals(liveness))
                .isPresent();
    }

    /** A read at ALL counts n2 only where it has read what the others hold. */
    private boolean isRebuilt(NodeProcess node) throws IOException {
        for (String key : List.copyOf(acknowledged).subList(0, 50)) {
            if (!get(node, key + "?consistency=ALL").ok()) {
                return false;
            }
        }
        return true;
    }

    private void writeUntilInterrupted(ProcessCluster cluster, AtomicInteger failed) {
        for (int i = 1; !Thread.currentThread().isInterrupted(); i++) {
            String key = "key-" + i;
            NodeProcess node = cluster.node(i % 2 == 0 ? "n1" : "n3");
            try {
                Reply reply =
                        ClusterSteps.exchange(
                                node, "PUT", ClusterSteps.path(key), "value of " + key);
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
}
