package dev.cairn.gossip.dissemination;

import static dev.cairn.gossip.Cluster.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.Dissemination;
import dev.cairn.gossip.Cluster;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.sim.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values of the whole cluster, with the shipping defaults, in virtual time. */
final class ValuesTest {
    private static final String TOPOLOGY = "topology";

    /** What a topology of a thousand members takes. */
    private static final int TOPOLOGY_BYTES = 60_000;

    private final VirtualTime time = new VirtualTime();

    private Cluster<Node> cluster(int size, long seed) {
        return new Cluster<>(size, seed, time, Node::new);
    }

    private static Bytes content(long version, int size) {
        byte[] bytes = new byte[size];
        new Random(version).nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    private static void offer(Cluster<Node> cluster, NodeId at, long version) {
        cluster.part(at).dissemination.offer(TOPOLOGY, version, content(version, TOPOLOGY_BYTES));
    }

    private static boolean allHave(Cluster<Node> cluster, long version) {
        return cluster.running().stream()
                .allMatch(node -> cluster.part(node).version(TOPOLOGY) == version);
    }

    @Test
    void aTopologyChangeReachesTwoHundredNodesWithinThreeSeconds() {
        topologyChangeReaches(200);
    }

    @Tag("long")
    @Test
    void aTopologyChangeReachesAThousandNodesWithinThreeSeconds() {
        topologyChangeReaches(1_000);
    }

    private void topologyChangeReaches(int nodes) {
        List<Long> millis = new ArrayList<>();
        Cluster<Node> cluster = cluster(nodes, 1);
        time.advance(Duration.ofSeconds(2));
        for (double loss : new double[] {0, 0.05}) {
            cluster.loss = loss;
            for (int change = 0; change < 3; change++) {
                long before = time.nanos();
                long version = millis.size() + 1L;
                offer(cluster, id(1 + nodes / 4 * change), version);
                assertThat(time.runUntil(() -> allHave(cluster, version), Duration.ofSeconds(3)))
                        .isTrue();
                millis.add((time.nanos() - before) / 1_000_000);
            }
        }
        System.out.printf(
                "a topology of %d bytes reaches %d nodes in %d ms at worst without loss, %d ms with 5 %%%n",
                TOPOLOGY_BYTES,
                nodes,
                Collections.max(millis.subList(0, 3)),
                Collections.max(millis.subList(3, 6)));
    }

    @Seeded(cases = 10)
    void theHighestVersionWinsAndEachIsToldOnceAndWhole(long seed) {
        Cluster<Node> cluster = cluster(10, seed);
        cluster.loss = 0.2;
        cluster.repetition = 0.2;
        cluster.longestDelay = Duration.ofMillis(400);
        for (int version = 1; version <= 8; version++) {
            offer(cluster, id(version), version);
            time.advance(Duration.ofMillis(200));
        }
        assertThat(time.runUntil(() -> allHave(cluster, 8), Duration.ofSeconds(20))).isTrue();
        for (NodeId node : cluster.running()) {
            List<Dissemination.Value> learned = cluster.part(node).learned;
            assertThat(learned)
                    .extracting(Dissemination.Value::version)
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(learned)
                    .allMatch(value ->
                            value.content().equals(content(value.version(), TOPOLOGY_BYTES)));
        }
        assertThat(cluster.part(id(8)).learned)
                .as("its own")
                .extracting(Dissemination.Value::version)
                .doesNotContain(8L);
    }

    @Seeded(cases = 5)
    void aNodeThatWasAwayWhileAllMembersChangedStillLearns(long seed) {
        Cluster<Node> cluster = cluster(6, seed);
        for (int node = 1; node <= 3; node++) {
            cluster.part(id(node)).members(cluster.members().subList(0, 3));
        }
        offer(cluster, id(1), 2);
        time.advance(Duration.ofSeconds(1));
        assertThat(cluster.part(id(6)).version(TOPOLOGY)).isEqualTo(2);
    }

    @Seeded(cases = 5)
    void valuesBesideEachOtherDoNotMix(long seed) {
        Cluster<Node> cluster = cluster(5, seed);
        for (int i = 1; i <= 20; i++) {
            cluster.part(id(1 + i % 5)).dissemination.offer("bucket-" + i, i, content(i, 40_000));
        }
        time.advance(Duration.ofSeconds(10));
        for (NodeId node : cluster.running()) {
            for (int i = 1; i <= 20; i++) {
                assertThat(cluster.part(node).dissemination.value("bucket-" + i))
                        .contains(new Dissemination.Value("bucket-" + i, i, content(i, 40_000)));
            }
        }
    }

    @Seeded(cases = 10)
    void mangledPartsNeverMakeAValue(long seed) {
        Cluster<Node> cluster = cluster(4, seed);
        Random random = new Random(seed);
        cluster.eavesdropper =
                message -> {
                    byte[] mangled = message.clone();
                    mangled[random.nextInt(Math.min(mangled.length, 40))] = (byte) random.nextInt();
                    cluster.part(id(2)).receive(id(3), mangled);
                };
        offer(cluster, id(1), 5);
        time.advance(Duration.ofSeconds(5));
        cluster.eavesdropper = message -> {};
        time.advance(Duration.ofSeconds(5));
        for (NodeId node : cluster.running()) {
            assertThat(cluster.part(node).dissemination.value(TOPOLOGY))
                    .contains(new Dissemination.Value(TOPOLOGY, 5, content(5, TOPOLOGY_BYTES)));
        }
    }

    @Test
    void anOldVersionChangesNothingAndWhatIsTooLargeIsRefused() {
        Dissemination only = cluster(1, 1).part(id(1)).dissemination;
        assertThat(only.value(TOPOLOGY)).isEmpty();
        only.offer(TOPOLOGY, 3, Bytes.utf8("three"));
        only.offer(TOPOLOGY, 2, Bytes.utf8("two"));
        only.offer("empty", 1, Bytes.EMPTY);
        assertThat(only.value(TOPOLOGY).orElseThrow().version()).isEqualTo(3);
        assertThatIllegalArgumentException().isThrownBy(() -> only.offer(TOPOLOGY, 0, Bytes.EMPTY));
        assertThatIllegalArgumentException().isThrownBy(() -> only.offer("", 1, Bytes.EMPTY));
        Bytes tooLarge = Bytes.wrap(new byte[Dissemination.MAX_VALUE_BYTES + 1]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> only.offer(TOPOLOGY, 4, tooLarge))
                .withMessageContaining("topology");
        for (int i = 2; i < Values.MAX_VALUES; i++) {
            only.offer("value" + i, 1, Bytes.EMPTY);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> only.offer("one more", 1, Bytes.EMPTY));
    }
}
