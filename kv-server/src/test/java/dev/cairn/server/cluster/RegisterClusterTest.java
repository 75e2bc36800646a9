package dev.cairn.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.check.RegisterHistory;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.cluster.Fault;
import dev.cairn.testkit.cluster.Intensity;
import dev.cairn.testkit.cluster.Nemesis;
import dev.cairn.testkit.cluster.SimulatedCluster;
import dev.cairn.testkit.cluster.SimulatedNode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keys of a linearizable bucket on whole nodes under fire. */
class RegisterClusterTest {
    private static final String SEEDS = "cluster.seeds=127.0.0.1:4700,127.0.0.2:4700";
    private static final String REGISTERS = "buckets.registers.mode=linearizable";
    private static final Duration TO_HEAL = Duration.ofSeconds(60);
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(30);
    private static final Set<Fault> LOSES_WHAT_WAS_SYNCED =
            EnumSet.of(Fault.LOST_SYNCS, Fault.BIT_FLIP, Fault.LOST_DISK);

    /** All faults but those that lose what a disk said was safe. */
    private static final Intensity HARD =
            Intensity.of(
                    EnumSet.complementOf(EnumSet.copyOf(LOSES_WHAT_WAS_SYNCED)),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(4),
                    2);

    private static final Intensity WITH_A_LOST_DISK =
            Intensity.of(
                    EnumSet.of(Fault.LOST_DISK, Fault.PAUSE, Fault.ISOLATION, Fault.CLOCK_JUMP),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(4),
                    1);

    /** Clients and faults for so long; after a third of it another node joins, if one does. */
    private static RegisterHistory run(
            long seed, int nodes, boolean joins, Intensity intensity, Duration span) {
        try (SimulatedCluster cluster =
                SimulatedCluster.of(seed)
                        .nodes(nodes)
                        .set("buckets.registers.mode", "linearizable")
                        .start()) {
            RandomGenerator random = cluster.world().random("clients");
            RegisterHistory history = new RegisterHistory("registers", 8, random);
            Nemesis nemesis = Nemesis.start(cluster, intensity);
            long start = cluster.world().time().nanos();
            long end = start + span.toNanos();
            while (cluster.world().time().nanos() < end) {
                boolean late = cluster.world().time().nanos() - start > span.toNanos() / 3;
                if (joins && late && cluster.nodes().size() == nodes) {
                    cluster.add(SEEDS, REGISTERS);
                }
                List<SimulatedNode> up =
                        cluster.nodes().stream().filter(SimulatedNode::isUp).toList();
                if (!up.isEmpty()) {
                    SimulatedNode node = up.get(random.nextInt(up.size()));
                    history.ask(node.id().name(), node.keyValues());
                }
                cluster.run(Duration.ofMillis(random.nextInt(150)));
            }
            nemesis.stop();
            cluster.awaitAllAlive(TO_HEAL);
            cluster.run(Duration.ofSeconds(5));
            cluster.nodes().forEach(node -> history.readAll("after", node.keyValues()));
            cluster.await(() -> history.underWay() == 0, LONGEST_REQUEST);
            return history;
        }
    }

    @Seeded(cases = 1)
    void keysAreLinearizable(long seed) {
        RegisterHistory history = run(seed, 3, false, HARD, Duration.ofSeconds(12));
        assertThat(history.answered()).isGreaterThan(80);
        assertThat(history.violations()).isEmpty();
    }

    @Test
    void soTheyAreWhenADiskIsLostNowAndThen() {
        RegisterHistory history = run(1, 3, false, WITH_A_LOST_DISK, Duration.ofSeconds(25));
        assertThat(history.violations()).isEmpty();
    }

    @Tag("long")
    @Seeded(cases = 100)
    void keysAreLinearizableInManyWorlds(long seed) {
        assertThat(run(seed, 4, true, HARD, Duration.ofSeconds(40)).violations()).isEmpty();
    }

    @Tag("long")
    @Seeded(cases = 100)
    void soTheyAreWhenDisksAreLostInManyWorlds(long seed) {
        Duration span = Duration.ofSeconds(60);
        assertThat(run(seed, 3, false, WITH_A_LOST_DISK, span).violations()).isEmpty();
    }
}
