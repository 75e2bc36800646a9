package dev.cairn.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.AdminService.MemberStatus;
import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.testkit.cluster.SimulatedCluster;
import dev.cairn.testkit.cluster.SimulatedNode;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who strikes the next node once nobody sees anything left to rebuild must not be told so too early
 * (docs/decisions/032).
 */
class RebuildTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void nobodySeesALostDiskAsRebuiltBeforeItIs(int secondsDown) {
        try (SimulatedCluster cluster = SimulatedCluster.of(secondsDown).nodes(3).start()) {
            cluster.await(cluster.node("n1").put(new Key("default", Bytes.utf8("key")), "value"))
                    .result();
            cluster.run(Duration.ofSeconds(5));
            long former = listed(cluster.node("n1")).member().storage();
            cluster.loseDisk("n3");
            cluster.run(Duration.ofSeconds(secondsDown));
            cluster.restart("n3");
            SimulatedNode victim = cluster.node("n3");
            cluster.await(
                    () -> cluster.nodes().stream().anyMatch(node -> seesItWhole(node, former)),
                    LIMIT);
            assertThat(victim.events())
                    .anyMatch(event -> event.message().endsWith("missing are here again"));
        }
    }

    private static boolean seesItWhole(SimulatedNode node, long former) {
        if (!node.isInside()) {
            return false;
        }
        MemberStatus victim = listed(node);
        long storage = victim.member().storage();
        return storage != 0
                && storage != former
                && victim.liveness() == Liveness.ALIVE
                && victim.load().rebuildingSlices() == 0;
    }

    private static MemberStatus listed(SimulatedNode node) {
        return node.member("n3").orElseThrow();
    }
}
