package dev.cairn.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.cluster.Fault;
import dev.cairn.testkit.cluster.Intensity;
import dev.cairn.testkit.cluster.Nemesis;
import dev.cairn.testkit.cluster.SimulatedCluster;
import dev.cairn.testkit.cluster.Verdict;
import dev.cairn.testkit.cluster.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clusters under fire keep their word: no acknowledged write is lost, none comes back. */
class ClusterHistoryTest {
    private static final Duration THINKING = Duration.ofMillis(50);
    private static final Duration TO_HEAL = Duration.ofSeconds(60);

    private record Outcome(Verdict verdict, Workload load, Nemesis nemesis, long hash) {}

    private static Outcome run(long seed, int nodes, Intensity intensity, Duration span) {
        return run(SimulatedCluster.of(seed).nodes(nodes).start(), intensity, span);
    }

    private static Outcome run(SimulatedCluster started, Intensity intensity, Duration span) {
        try (SimulatedCluster cluster = started) {
            Nemesis nemesis = Nemesis.start(cluster, intensity);
            Workload load = Workload.start(cluster, 10, 8, THINKING);
            cluster.run(span);
            nemesis.stop();
            cluster.awaitAllAlive(TO_HEAL);
            Verdict verdict = load.finish();
            assertThat(load.acknowledged()).isPositive();
            return new Outcome(verdict, load, nemesis, cluster.trace().hash());
        }
    }

    @Seeded(cases = 2)
    void threeNodesInRoughTimes(long seed) {
        assertThat(run(seed, 3, Intensity.ROUGH, Duration.ofSeconds(30)).verdict().wrong())
                .isEmpty();
    }

    @Seeded(cases = 2)
    void fiveNodesAmongHostileFaults(long seed) {
        assertThat(run(seed, 5, Intensity.HOSTILE, Duration.ofSeconds(30)).verdict().wrong())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void eachFaultAlone(Fault fault) {
        Intensity intensity = Intensity.HOSTILE.only(fault);
        Outcome outcome = run(fault.ordinal(), 3, intensity, Duration.ofSeconds(10));
        assertThat(outcome.nemesis().count()).containsKey(fault);
        assertThat(outcome.verdict().wrong()).isEmpty();
    }

    @Seeded(cases = 1)
    void aHostileRunReplaysExactly(long seed) {
        Outcome first = run(seed, 5, Intensity.HOSTILE, Duration.ofSeconds(10));
        Outcome again = run(seed, 5, Intensity.HOSTILE, Duration.ofSeconds(10));
        assertThat(again.hash()).isEqualTo(first.hash());
        assertThat(again.load().errors()).isEqualTo(first.load().errors());
    }

    /** The next disk is lost when what was on the last one is back. */
    @Tag("long")
    @Seeded(cases = 20)
    void disksAreLostOneAfterAnotherInRoughTimes(long seed) {
        try (SimulatedCluster cluster = SimulatedCluster.of(seed).nodes(3).start()) {
            Nemesis nemesis = Nemesis.start(cluster, Intensity.ROUGH);
            Workload load = Workload.start(cluster, 10, 8, THINKING);
            for (String victim : List.of("n2", "n3", "n1")) {
                cluster.run(Duration.ofSeconds(8));
                cluster.loseDisk(victim);
                cluster.restart(victim);
                cluster.run(Duration.ofSeconds(20));
                cluster.await(() -> isRebuilt(cluster, victim), Duration.ofMinutes(10));
            }
            nemesis.stop();
            cluster.awaitAllAlive(TO_HEAL);
            assertThat(load.finish().wrong()).isEmpty();
            assertThat(load.acknowledged()).isPositive();
        }
    }

    /** Whether all see that the node holds again what it had; they know some seconds after it. */
    private static boolean isRebuilt(SimulatedCluster cluster, String victim) {
        return cluster.nodes().stream()
                .allMatch(node ->
                        node.isUp()
                                && node.isInside()
                                && node.member(victim).stream()
                                        .allMatch(member ->
                                                member.liveness() == Liveness.ALIVE
                                                        && member.load().rebuildingSlices() == 0));
    }

    /** Acknowledging what is only in the kernel loses writes when all machines lose power. */
    @Test
    void theCheckSeesWhatSyncNoneLoses() {
        Intensity blackouts =
                new Intensity(
                        List.of(Fault.BLACKOUT), Duration.ofSeconds(2), Duration.ofSeconds(1), 1);
        List<String> wrong = new ArrayList<>();
        for (long seed = 1; seed <= 5 && wrong.isEmpty(); seed++) {
            SimulatedCluster careless =
                    SimulatedCluster.of(seed)
                            .nodes(3)
                            .set("plugins.storage.lsm.sync", "none")
                            .start();
            wrong.addAll(run(careless, blackouts, Duration.ofSeconds(15)).verdict().wrong());
        }
        assertThat(wrong).anyMatch(line -> line.startsWith("Lost"));
    }

    @Tag("long")
    @Seeded(cases = 100)
    void fiveNodesAmongHostileFaultsForMinutes(long seed) {
        assertThat(run(seed, 5, Intensity.HOSTILE, Duration.ofMinutes(3)).verdict().wrong())
                .isEmpty();
    }

    @Tag("long")
    @Seeded(cases = 30)
    void storesThatFlushAndCompactAmongHostileFaults(long seed) {
        SimulatedCluster cluster =
                SimulatedCluster.of(seed)
                        .nodes(3)
                        .set("plugins.storage.lsm.memtable-bytes", "524288")
                        .set("plugins.storage.lsm.cache-bytes", "0")
                        .start();
        assertThat(run(cluster, Intensity.HOSTILE, Duration.ofMinutes(3)).verdict().wrong())
                .isEmpty();
    }

    @Tag("long")
    @Seeded(cases = 20)
    void anyPluginsWillDo(long seed) {
        Stream.of("memory", "lsm")
                .forEach(storage -> {
                    SimulatedCluster cluster =
                            SimulatedCluster.of(seed)
                                    .nodes(4)
                                    .set("partitioner", "fixed")
                                    .set("placement", "simple")
                                    .set("storage", storage)
                                    .start();
                    assertThat(
                                    run(cluster, Intensity.GENTLE, Duration.ofMinutes(1))
                                            .verdict()
                                            .wrong())
                            .isEmpty();
                });
    }
}
