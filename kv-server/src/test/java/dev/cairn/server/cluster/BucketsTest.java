package dev.cairn.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.ReadResult;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.cluster.Call;
import dev.cairn.testkit.cluster.SimulatedCluster;
import dev.cairn.testkit.cluster.SimulatedNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Properties of buckets that are set while the cluster runs, through the assembly that ships. */
class BucketsTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static Call<BucketProperties> set(
            SimulatedNode node, String bucket, Map<String, String> changes) {
        Call<BucketProperties> call = new Call<>();
        node.admin().setBucket(bucket, changes, call);
        return call;
    }

    private static Key key(String bucket, String name) {
        return new Key(bucket, Bytes.utf8(name));
    }

    private static void awaitEverywhere(SimulatedCluster cluster, String bucket, long version) {
        cluster.await(
                () ->
                        cluster.nodes().stream()
                                .allMatch(node -> node.admin().bucket(bucket).version() >= version),
                LIMIT);
    }

    @Test
    void whatIsSetOnOneNodeHoldsOnAllAndAfterRestartsAndWhatIsWrongIsRefused() {
        try (SimulatedCluster cluster = SimulatedCluster.of(11).nodes(3).start()) {
            assertThatWrongPropertiesAreRefused(cluster);
            BucketProperties set =
                    cluster.await(
                                    set(
                                            cluster.node("n1"),
                                            "b",
                                            Map.of("r", "ONE", "ttl", "1h", "n", "2")))
                            .result();
            assertThat(set.n()).isEqualTo(2);
            awaitEverywhere(cluster, "b", set.version());
            for (SimulatedNode node : cluster.nodes()) {
                assertThat(node.admin().bucket("b")).isEqualTo(set);
            }
            for (String name : Set.of("n1", "n2", "n3")) {
                cluster.losePower(name);
                cluster.restart(name);
            }
            assertThat(cluster.node("n2").admin().bucket("b")).isEqualTo(set);
            cluster.awaitAllAlive(LIMIT);
            cluster.add("cluster.seeds=127.0.0.2:4700,127.0.0.3:4700");
            cluster.await(() -> cluster.node("n4").isInside(), LIMIT);
            awaitEverywhere(cluster, "b", set.version());
        }
    }

    @Test
    void whatDataDependsOnChangesWhileABucketIsEmptyAndIsFixedThen() {
        try (SimulatedCluster cluster = SimulatedCluster.of(12).nodes(3).start()) {
            Key visits = key("counts", "visits");
            cluster.await(set(cluster.node("n2"), "counts", Map.of("resolver", "counter")))
                    .result();
            Call<?> one = cluster.node("n1").put(visits, "{\"add\":1}");
            Call<?> two = cluster.node("n3").put(visits, "{\"add\":2}");
            cluster.await(one).result();
            cluster.await(two).result();
            assertThat(
                            cluster.await(cluster.node("n2").get(visits))
                                    .result()
                                    .siblings()
                                    .getFirst()
                                    .value()
                                    .utf8())
                    .isEqualTo("3");
            Call<BucketProperties> late =
                    cluster.await(
                            set(cluster.node("n1"), "counts", Map.of("resolver", "siblings")));
            assertThat(late.error().orElseThrow().code()).isEqualTo(ErrorCode.CONFLICT);
            assertThat(late.error().orElseThrow().detail()).contains("holds data", "resolver");
            cluster.await(set(cluster.node("n1"), "counts", Map.of("w", "ALL"))).result();
            cluster.await(cluster.node("n2").put(visits, "{\"add\":1}")).result();
        }
    }

    /** Were a write taken under the old resolver beside the new one, it would not be counted. */
    @Seeded(cases = 3)
    void noWriteIsTakenUnderTwoResolvers(long seed) {
        try (SimulatedCluster cluster = SimulatedCluster.of(seed).nodes(3).start()) {
            RandomGenerator random = cluster.world().random("writers");
            int first = 85 + random.nextInt(50);
            List<Call<WriteResult>> adds = new ArrayList<>();
            Call<BucketProperties> set = new Call<>();
            for (int i = 0; i < first + 40; i++) {
                if (i == 10) {
                    cluster.node("n1")
                            .admin()
                            .setBucket("counts", Map.of("resolver", "counter"), set);
                }
                if (i >= first) {
                    SimulatedNode node = cluster.nodes().get(random.nextInt(3));
                    adds.add(node.put(key("counts", "k" + i), "{\"add\":1}"));
                }
                cluster.run(Duration.ofNanos(random.nextInt(2_000_000)));
            }
            cluster.await(set);
            adds.forEach(add -> cluster.await(add).result());
            String expected = set.succeeded() ? "1" : "{\"add\":1}";
            for (int i = first; i < first + 40; i++) {
                ReadResult read =
                        cluster.await(cluster.node("n2").get(key("counts", "k" + i))).result();
                assertThat(read.siblings()).hasSize(1);
                assertThat(read.siblings().getFirst().value().utf8()).isEqualTo(expected);
            }
        }
    }

    @Test
    void nothingIsFixedWhileAMemberCannotSayThatItHoldsNothing() {
        try (SimulatedCluster cluster = SimulatedCluster.of(13).nodes(3).start()) {
            cluster.network()
                    .partition(
                            Set.of(new NodeId("n3")), Set.of(new NodeId("n1"), new NodeId("n2")));
            Call<BucketProperties> unsure =
                    cluster.await(set(cluster.node("n1"), "b", Map.of("resolver", "lww")));
            assertThat(unsure.error().orElseThrow().code()).isEqualTo(ErrorCode.UNAVAILABLE);
            cluster.await(cluster.node("n1").put(key("b", "k"), "still written")).result();
            cluster.await(set(cluster.node("n1"), "b", Map.of("r", "ONE"))).result();
            Call<BucketProperties> minority =
                    cluster.await(set(cluster.node("n3"), "b", Map.of("r", "TWO")));
            assertThat(minority.succeeded()).isFalse();
        }
    }

    private static void assertThatWrongPropertiesAreRefused(SimulatedCluster cluster) {
        assertRefused(cluster, Map.of("resolvr", "lww"), "no bucket property resolvr");
        assertRefused(cluster, Map.of("resolver", "lwx"), "available: counter, lww");
        assertRefused(cluster, Map.of("n", "0"), "n: expected a number from 1");
        assertRefused(cluster, Map.of("n", "99"), "n is 1 to 15");
        assertRefused(cluster, Map.of("r", "4"), "r asks for 4 of 3 copies");
        assertRefused(cluster, Map.of("ttl", "soon"), "ttl: expected a duration");
        assertRefused(cluster, Map.of("resolver", "or-set", "ttl", "1h"), "or-set do not expire");
    }

    private static void assertRefused(
            SimulatedCluster cluster, Map<String, String> changes, String sentence) {
        Call<BucketProperties> call = cluster.await(set(cluster.node("n1"), "b", changes));
        assertThat(call.error().orElseThrow().code()).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(call.error().orElseThrow().detail()).contains(sentence);
    }
}
