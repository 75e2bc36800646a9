package dev.cairn.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.RequestOptions;
import dev.cairn.testkit.cluster.SimulatedCluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One of three replicas dead, paused or slow: all QUORUM requests through the others succeed, and
 * soon they take no more than twice as long as before.
 */
class SlowNodeTest {
    private static final int RATE = 1000;
    private static final Duration WARM = Duration.ofMillis(500);
    private static final Duration DETECTION = Duration.ofMillis(500);
    private static final Duration MEASURED = Duration.ofSeconds(1);
    private static final String SPARES = "plugins.replication.dynamo.spare-reads";

    enum Trouble {
        DEAD(SimulatedCluster::crash),
        PAUSED(SimulatedCluster::pause),
        SLOW((cluster, node) -> {
            cluster.node(node).machine().slowDown(10);
            cluster.node(node).machine().slowDisk(10);
        });

        private final BiConsumer<SimulatedCluster, String> begin;

        Trouble(BiConsumer<SimulatedCluster, String> begin) {
            this.begin = begin;
        }
    }

    private record Run(OpenLoad.Answers before, OpenLoad.Answers first, OpenLoad.Answers after) {}

    private static Run run(Trouble trouble, int spares) {
        try (SimulatedCluster cluster =
                SimulatedCluster.of(10 + trouble.ordinal())
                        .nodes(3)
                        .set(SPARES, String.valueOf(spares))
                        .start()) {
            OpenLoad load = new OpenLoad(cluster, RequestOptions.DEFAULT, List.of("n1", "n2"));
            load.run(RATE, WARM);
            OpenLoad.Answers before = load.run(RATE, MEASURED);
            trouble.begin.accept(cluster, "n3");
            OpenLoad.Answers first = load.run(RATE, DETECTION);
            return new Run(before, first, load.run(RATE, MEASURED));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReplicaInTroubleHoldsNobodyUp(Trouble trouble) {
        Run run = run(trouble, 5);
        assertThat(run.first().errors()).as("at first: %s", run.first()).isEmpty();
        assertThat(run.after().errors()).as("then: %s", run.after()).isEmpty();
        assertThat(run.after().readMicros(0.99))
                .as("before: %s\nafter: %s", run.before(), run.after())
                .isLessThanOrEqualTo(2 * run.before().readMicros(0.99));
        assertThat(run.after().writeMicros(0.99))
                .as("before: %s\nafter: %s", run.before(), run.after())
                .isLessThanOrEqualTo(2 * run.before().writeMicros(0.99));
    }

    /** Mutation: nobody else is asked when an answer is late. */
    @Test
    void withoutSparesRequestsFailBeforeThePauseIsNoticed() {
        Run run = run(Trouble.PAUSED, 0);
        assertThat(run.first().errors()).as("at first: %s", run.first()).isNotEmpty();
    }

    @Test
    void nodesThatOnlyForwardAreNotHeldUpEither() {
        try (SimulatedCluster cluster = SimulatedCluster.of(5).nodes(5).start()) {
            List<String> others = List.of("n1", "n2", "n4", "n5");
            OpenLoad load = new OpenLoad(cluster, RequestOptions.DEFAULT, others);
            load.run(RATE, WARM);
            OpenLoad.Answers before = load.run(RATE, MEASURED);
            Trouble.PAUSED.begin.accept(cluster, "n3");
            OpenLoad.Answers first = load.run(RATE, DETECTION);
            OpenLoad.Answers after = load.run(RATE, MEASURED);
            assertThat(first.errors()).as("at first: %s", first).isEmpty();
            assertThat(after.errors()).as("then: %s", after).isEmpty();
            assertThat(after.readMicros(0.99))
                    .as("before: %s\nafter: %s", before, after)
                    .isLessThanOrEqualTo(2 * before.readMicros(0.99));
            assertThat(after.writeMicros(0.99))
                    .as("before: %s\nafter: %s", before, after)
                    .isLessThanOrEqualTo(2 * before.writeMicros(0.99));
        }
    }

    @Test
    void sloppyWritesGoOnWithTwoOfThreeOwnersDead() {
        try (SimulatedCluster cluster = SimulatedCluster.of(6).nodes(5).start()) {
            RequestOptions sloppy =
                    new RequestOptions(
                            Optional.empty(),
                            Optional.of(true),
                            Optional.empty(),
                            Optional.empty());
            OpenLoad load = new OpenLoad(cluster, sloppy, List.of("n1", "n2", "n3"));
            load.run(RATE, WARM);
            cluster.crash("n4");
            cluster.crash("n5");
            OpenLoad.Answers after = load.run(RATE, MEASURED);
            assertThat(after.written()).as("%s", after).isEqualTo(RATE / 2);
        }
    }
}
