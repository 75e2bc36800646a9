package dev.cairn.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.ReadResult;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.cluster.Call;
import dev.cairn.testkit.cluster.SimulatedCluster;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedClusterTest {
    private static final Key KEY = new Key("default", Bytes.utf8("key"));
    private static final Duration LONG = Duration.ofSeconds(20);

    private static List<String> values(SimulatedCluster cluster, String node) {
        ReadResult found = cluster.await(cluster.node(node).get(KEY)).result();
        return found.siblings().stream().map(sibling -> sibling.value().utf8()).toList();
    }

    private static Liveness opinion(SimulatedCluster cluster, String of, String about) {
        return cluster.node(of).member(about).orElseThrow().liveness();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lsm", "memory"})
    void aWriteThroughOneNodeIsReadThroughAnother(String storage) {
        try (SimulatedCluster cluster =
                SimulatedCluster.of(1).nodes(3).set("storage", storage).start()) {
            WriteResult written = cluster.await(cluster.node("n1").put(KEY, "value")).result();
            assertThat(written.receipt().answers()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(values(cluster, "n2")).containsExactly("value");
            assertThat(values(cluster, "n3")).containsExactly("value");
        }
    }

    @Test
    void acknowledgedWritesSurviveThePowerLossOfAllMachines() {
        try (SimulatedCluster cluster = SimulatedCluster.of(2).nodes(3).start()) {
            cluster.await(cluster.node("n1").put(KEY, "kept")).result();
            List.of("n1", "n2", "n3").forEach(cluster::losePower);
            cluster.run(Duration.ofSeconds(1));
            List.of("n1", "n2", "n3").forEach(cluster::restart);
            cluster.awaitAllAlive(LONG);
            assertThat(values(cluster, "n3")).containsExactly("kept");
        }
    }

    @Test
    void aCrashedNodeIsFoundDeadAndTheOthersServe() {
        try (SimulatedCluster cluster = SimulatedCluster.of(3).nodes(3).start()) {
            cluster.crash("n3");
            cluster.run(LONG);
            assertThat(opinion(cluster, "n1", "n3")).isEqualTo(Liveness.DEAD);
            cluster.await(cluster.node("n1").put(KEY, "without n3")).result();
            cluster.restart("n3");
            cluster.awaitAllAlive(LONG);
            assertThat(values(cluster, "n3")).containsExactly("without n3");
        }
    }

    @Test
    void aStoppedNodeDrainsAndMarksItsStopAsClean() {
        try (SimulatedCluster cluster = SimulatedCluster.of(4).nodes(3).start()) {
            Call<WriteResult> underWay = cluster.node("n1").put(KEY, "in flight");
            cluster.run(Duration.ofNanos(10_000));
            cluster.stop("n1");
            cluster.await(underWay);
            assertThat(underWay.succeeded()).isTrue();
            cluster.restart("n1");
            cluster.awaitAllAlive(LONG);
            assertThat(values(cluster, "n1")).containsExactly("in flight");
        }
    }

    @Test
    void aRequestWhoseNodeDiesEndsInDoubtAndOneToADeadNodeFails() {
        try (SimulatedCluster cluster = SimulatedCluster.of(5).nodes(3).start()) {
            Call<WriteResult> underWay = cluster.node("n1").put(KEY, "perhaps");
            cluster.crash("n1");
            cluster.await(underWay);
            assertThat(underWay.error()).map(KvError::code).contains(ErrorCode.TIMEOUT);
            Call<ReadResult> toTheDead = cluster.await(cluster.node("n1").get(KEY));
            assertThat(toTheDead.error()).map(KvError::code).contains(ErrorCode.UNAVAILABLE);
        }
    }

    @Test
    void aMinoritySideTakesNoQuorumWriteAndTheMajorityDoes() {
        try (SimulatedCluster cluster = SimulatedCluster.of(6).nodes(3).start()) {
            cluster.network()
                    .partition(
                            Set.of(new NodeId("n1")), Set.of(new NodeId("n2"), new NodeId("n3")));
            Call<WriteResult> alone = cluster.await(cluster.node("n1").put(KEY, "alone"));
            Call<WriteResult> many = cluster.await(cluster.node("n2").put(KEY, "many"));
            assertThat(alone.succeeded()).isFalse();
            assertThat(many.succeeded()).isTrue();
            cluster.heal();
            cluster.run(LONG);
            assertThat(values(cluster, "n1")).contains("many");
        }
    }

    @Test
    void aNodeThatLostItsDiskComesBackEmptyAndIsFilledByReads() {
        try (SimulatedCluster cluster = SimulatedCluster.of(7).nodes(3).start()) {
            cluster.await(cluster.node("n1").put(KEY, "value")).result();
            cluster.run(Duration.ofSeconds(1));
            cluster.loseDisk("n3");
            cluster.restart("n3");
            cluster.awaitAllAlive(LONG);
            assertThat(values(cluster, "n3")).containsExactly("value");
        }
    }

    @Test
    void aPausedNodeHoldsNobodyUpAndGoesOnAfterwards() {
        try (SimulatedCluster cluster = SimulatedCluster.of(8).nodes(3).start()) {
            cluster.pause("n2");
            Call<ReadResult> waiting = cluster.node("n2").get(KEY);
            cluster.await(cluster.node("n1").put(KEY, "value")).result();
            assertThat(waiting.isDone()).isFalse();
            cluster.resume("n2");
            cluster.await(waiting);
            cluster.awaitAllAlive(LONG);
            assertThat(values(cluster, "n2")).containsExactly("value");
        }
    }

    @Test
    void aWrongSettingStopsTheStartWithItsKey() {
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> SimulatedCluster.of(9).set("storrage", "memory").boot())
                .withMessageContaining("storrage");
    }

    @Test
    void aConfigurationFileConfiguresSimulatedNodes() {
        try (SimulatedCluster cluster =
                SimulatedCluster.of(10).yaml("partitioner: fixed\nstorage: memory\n").boot()) {
            assertThat(cluster.node("n1").admin().plugins())
                    .anyMatch(plugin -> plugin.name().equals("fixed") && plugin.active());
        }
    }

    @Seeded(cases = 3)
    void aSeedRunTwiceGivesTheSameTrace(long seed) {
        long first = eventfulRun(seed);
        assertThat(eventfulRun(seed)).isEqualTo(first);
        assertThat(eventfulRun(seed + 1)).isNotEqualTo(first);
    }

    private static long eventfulRun(long seed) {
        try (SimulatedCluster cluster = SimulatedCluster.of(seed).nodes(3).start()) {
            cluster.node("n1").put(KEY, "one");
            cluster.run(Duration.ofMillis(1));
            cluster.losePower("n2");
            cluster.node("n3").put(KEY, "two");
            cluster.run(Duration.ofSeconds(3));
            cluster.restart("n2");
            cluster.awaitAllAlive(LONG);
            values(cluster, "n2");
            cluster.stop("n3");
            return cluster.trace().hash();
        }
    }
}
