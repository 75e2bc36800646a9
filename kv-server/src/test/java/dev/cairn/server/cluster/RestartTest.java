package dev.cairn.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.RequestOptions;
import dev.cairn.testkit.cluster.SimulatedCluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node that is started again asks the others what they have seen of its data directory before it
 * serves (docs/decisions/042-an-old-copy-is-refused.md), and nobody waits for that.
 */
class RestartTest {
    private static final Key KEY = new Key("default", Bytes.utf8("key"));
    private static final Duration A_FEW_ROUND_TRIPS = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final RequestOptions QUORUM =
            RequestOptions.DEFAULT.with(Consistency.Level.QUORUM);
    private static final RequestOptions ONE = RequestOptions.DEFAULT.with(Consistency.Level.ONE);

    private static SimulatedCluster inUse(long seed) {
        SimulatedCluster cluster = SimulatedCluster.of(seed).nodes(3).start();
        cluster.await(cluster.node("n1").put(KEY, "value")).result();
        cluster.run(Duration.ofSeconds(5));
        return cluster;
    }

    /** How long it takes from the start of n1 until it is ready. */
    private static Duration untilReady(SimulatedCluster cluster) {
        long start = cluster.world().time().nanos();
        cluster.restart("n1");
        cluster.await(() -> cluster.node("n1").admin().ready(), LONG);
        return Duration.ofNanos(cluster.world().time().nanos() - start);
    }

    private static Optional<KvError> read(SimulatedCluster cluster, RequestOptions options) {
        return cluster.await(cluster.node("n1").get(new GetRequest(KEY, options))).error();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itServesAFewRoundTripsAfterItsStart(boolean inPeace) {
        try (SimulatedCluster cluster = inUse(31)) {
            if (inPeace) {
                cluster.stop("n1");
            } else {
                cluster.crash("n1");
            }
            assertThat(untilReady(cluster)).isLessThan(A_FEW_ROUND_TRIPS);
            assertThat(read(cluster, QUORUM)).isEmpty();
        }
    }

    @Test
    void soItDoesWithAMemberThatAnotherKnowsToBeDead() {
        try (SimulatedCluster cluster = inUse(32)) {
            cluster.crash("n3");
            cluster.run(LONG);
            cluster.crash("n1");
            assertThat(untilReady(cluster)).isLessThan(A_FEW_ROUND_TRIPS);
            assertThat(read(cluster, QUORUM)).isEmpty();
        }
    }

    @Test
    void aMemberOfWhichNobodyKnowsIsWaitedForAWhile() {
        try (SimulatedCluster cluster = inUse(33)) {
            cluster.crash("n3");
            cluster.crash("n1");
            assertThat(untilReady(cluster)).isBetween(PATIENCE, PATIENCE.plusMillis(200));
            assertThat(read(cluster, QUORUM)).isEmpty();
        }
    }

    @Test
    void itStartsAloneWhenTheOthersAreDead() {
        try (SimulatedCluster cluster = inUse(34)) {
            cluster.crash("n2");
            cluster.crash("n3");
            cluster.run(LONG);
            cluster.crash("n1");
            assertThat(untilReady(cluster)).isBetween(PATIENCE, PATIENCE.plusMillis(200));
            assertThat(read(cluster, ONE)).isEmpty();
        }
    }

    @Test
    void noRequestFailsWhileOneAfterTheOtherIsStartedAgain() {
        try (SimulatedCluster cluster = inUse(35)) {
            for (String name : List.of("n1", "n2", "n3")) {
                List<String> others =
                        List.of("n1", "n2", "n3").stream()
                                .filter(other -> !other.equals(name))
                                .toList();
                OpenLoad load = new OpenLoad(cluster, QUORUM, others);
                OpenLoad.Answers answers = new OpenLoad.Answers();
                load.send(500, Duration.ofMillis(500), answers);
                cluster.crash(name);
                load.send(500, Duration.ofMillis(500), answers);
                cluster.restart(name);
                load.send(500, Duration.ofMillis(100), answers);
                load.await(answers);
                assertThat(answers.errors()).as("while %s was down", name).isEmpty();
                assertThat(answers.succeeded()).isEqualTo(550);
                assertThat(
                                new OpenLoad(cluster, QUORUM, List.of(name))
                                        .run(500, Duration.ofMillis(200))
                                        .errors())
                        .as("through %s", name)
                        .isEmpty();
            }
        }
    }
}
