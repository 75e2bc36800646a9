package dev.cairn.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.testkit.cluster.SimulatedCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Twice as much is asked of three nodes as they can do. */
class OverloadTest {
    private static final List<String> NODES = List.of("n1", "n2", "n3");

    /** What machines can do that are a hundred times slower than usual, in requests a second. */
    private static final int CAPACITY = 1_300;

    private static final Duration SPAN = Duration.ofMillis(1500);

    private static void assertAllAlive(SimulatedCluster cluster) {
        for (String node : NODES) {
            assertThat(cluster.node(node).admin().cluster().members())
                    .as("in the eyes of %s", node)
                    .allMatch(member -> member.liveness() == Liveness.ALIVE);
        }
    }

    @Test
    void whatIsTakenIsAnsweredSoonTheRestIsRefusedAtOnceAndNobodySeemsDead() {
        try (SimulatedCluster cluster = SimulatedCluster.of(1).nodes(3).start()) {
            OpenLoad load = new OpenLoad(cluster, RequestOptions.DEFAULT, NODES);
            NODES.forEach(node -> cluster.node(node).machine().slowDown(100));
            OpenLoad.Answers half = load.run(CAPACITY / 2, SPAN);
            assertThat(half.errors()).as("at half: %s", half).isEmpty();
            load.send(2 * CAPACITY, SPAN, new OpenLoad.Answers());
            OpenLoad.Answers twice = load.run(2 * CAPACITY, SPAN);
            assertThat(twice.errors().keySet())
                    .as("at twice: %s", twice)
                    .containsExactly(ErrorCode.OVERLOADED);
            assertThat(twice.readMicros(0.99)).as("%s", twice).isLessThan(100_000);
            assertThat(twice.writeMicros(0.99)).as("%s", twice).isLessThan(100_000);
            assertThat(twice.refusalMicros(0.99)).as("%s", twice).isLessThan(1_000);
            assertThat(twice.succeeded()).as("%s", twice).isGreaterThan(CAPACITY * 3 / 2 * 8 / 10);
            assertAllAlive(cluster);
            OpenLoad.Answers relaxed = load.run(CAPACITY / 2, SPAN);
            assertThat(relaxed.errors()).as("when it is over: %s", relaxed).isEmpty();
        }
    }
}
