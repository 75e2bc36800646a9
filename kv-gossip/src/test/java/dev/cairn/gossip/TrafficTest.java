package dev.cairn.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.gossip.Detectors.Kind;
import dev.cairn.gossip.dissemination.Node;
import dev.cairn.testkit.sim.VirtualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Bytes that a node sends in a second, against the number of members; without frame, UDP or TCP
 * headers. With {@code -Dcairn.rewrite=true} the plot in docs/benchmarks is drawn anew.
 */
final class TrafficTest {
    private static final Path PLOT = Path.of("..", "docs", "benchmarks", "gossip-traffic.svg");
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration MEASURED = Duration.ofSeconds(10);

    /** How often a node of the server publishes its load, and how large that is. */
    private static final Duration PUBLISH_EVERY = Duration.ofSeconds(2);

    private static final int LOAD_BYTES = 24;

    @Test
    void whatANodeSendsStaysWithinBounds() {
        assertThat(heartbeatsAndProbes(Kind.HEARTBEAT, 100)).isLessThan(16_000);
        assertThat(heartbeatsAndProbes(Kind.SWIM, 100)).isLessThan(2_000);
        assertThat(facts(100)).isLessThan(40_000);
    }

    @Tag("long")
    @Test
    void whatANodeSendsAgainstTheNumberOfMembers() throws IOException {
        double[] sizes = {10, 30, 100, 300, 1_000};
        double[] heartbeat =
                Arrays.stream(sizes)
                        .map(size -> heartbeatsAndProbes(Kind.HEARTBEAT, (int) size))
                        .toArray();
        double[] swim =
                Arrays.stream(sizes)
                        .map(size -> heartbeatsAndProbes(Kind.SWIM, (int) size))
                        .toArray();
        double[] facts = Arrays.stream(sizes).map(size -> facts((int) size)).toArray();
        for (int i = 0; i < sizes.length; i++) {
            System.out.printf(
                    "%,.0f members: heartbeat %,.0f, swim %,.0f, dissemination %,.0f bytes/s a node%n",
                    sizes[i], heartbeat[i], swim[i], facts[i]);
        }
        if (Boolean.getBoolean("cairn.rewrite")) {
            Files.writeString(
                    PLOT,
                    new LogLogPlot("Bytes sent by a node in a second", "members", sizes)
                            .add("heartbeat", heartbeat)
                            .add("swim", swim)
                            .add("dissemination", facts)
                            .draw());
        }
        assertThat(heartbeat[4]).isLessThan(50_000);
        assertThat(swim[4]).isLessThan(10_000);
    }

    private static double heartbeatsAndProbes(Kind kind, int size) {
        Detectors detectors = new Detectors(kind, size, 1);
        detectors.keepOnlyDeaths = true;
        detectors.time.advance(WARM_UP);
        return sentBy(detectors.cluster, size);
    }

    /** Every node publishes its load again and again; a topology has come to all. */
    private static double facts(int size) {
        VirtualTime time = new VirtualTime();
        Cluster<Node> cluster = new Cluster<>(size, 1, time, Node::new);
        cluster.part(Cluster.id(1))
                .dissemination
                .offer("topology", 1, Bytes.wrap(new byte[60 * size]));
        cluster.running().forEach(node -> publishAgainAndAgain(cluster, node, 0));
        time.advance(WARM_UP);
        return sentBy(cluster, size);
    }

    private static void publishAgainAndAgain(Cluster<Node> cluster, NodeId node, int count) {
        Bytes load = Bytes.wrap(Arrays.copyOf(Bytes.utf8("" + count).toByteArray(), LOAD_BYTES));
        cluster.part(node).dissemination.publish("load", load);
        cluster.time.schedule(PUBLISH_EVERY, () -> publishAgainAndAgain(cluster, node, count + 1));
    }

    private static double sentBy(Cluster<?> cluster, int size) {
        long before = cluster.bytesSent;
        cluster.time.advance(MEASURED);
        return (cluster.bytesSent - before) / (double) size / MEASURED.toSeconds();
    }
}
