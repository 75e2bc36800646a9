package dev.cairn.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.RequestOptions;
import dev.cairn.testkit.cluster.SimulatedCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures of docs/decisions/034, printed. */
@Tag("long")
class ReadFiguresTest {
    private static final List<String> NODES = List.of("n1", "n2", "n3");
    private static final Duration SPAN = Duration.ofSeconds(5);

    @ParameterizedTest
    @CsvSource({"0", "5", "100"})
    void latencyAndCapacityByTheShareOfSpares(int spares) {
        try (SimulatedCluster cluster =
                SimulatedCluster.of(1)
                        .nodes(3)
                        .set("plugins.replication.dynamo.spare-reads", String.valueOf(spares))
                        .start()) {
            OpenLoad load = new OpenLoad(cluster, RequestOptions.DEFAULT, NODES);
            load.run(2000, Duration.ofSeconds(1));
            System.out.println(spares + " well: " + load.run(2000, SPAN));
            OpenLoad throughOthers =
                    new OpenLoad(cluster, RequestOptions.DEFAULT, NODES.subList(0, 2));
            OpenLoad.Answers stutter = stuttering(cluster, throughOthers);
            System.out.println(
                    "%d n3 stops 20 ms of 200: %s, slowest read %d µs, in a thousand %d µs"
                            .formatted(
                                    spares,
                                    stutter,
                                    stutter.readMicros(1),
                                    stutter.readMicros(0.999)));
            NODES.forEach(node -> cluster.node(node).machine().slowDown(50));
            load.run(6000, Duration.ofSeconds(3));
            OpenLoad.Answers much = load.run(6000, SPAN);
            System.out.println(spares + " more than can be done: " + much);
            assertThat(much.succeeded()).isPositive();
        }
    }

    private static OpenLoad.Answers stuttering(SimulatedCluster cluster, OpenLoad load) {
        OpenLoad.Answers all = new OpenLoad.Answers();
        for (int i = 0; i < 25; i++) {
            cluster.pause("n3");
            load.send(2000, Duration.ofMillis(20), all);
            cluster.resume("n3");
            load.send(2000, Duration.ofMillis(180), all);
        }
        load.await(all);
        return all;
    }
}
