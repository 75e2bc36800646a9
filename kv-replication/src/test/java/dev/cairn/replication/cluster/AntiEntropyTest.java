package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Bytes;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.Key;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.testkit.check.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Replicas become equal without any read, however they came apart. */
class AntiEntropyTest {
    /**
     * A whole round over all slices and the one after it, which sees what was marked meanwhile;
     * each lane goes round by itself.
     */
    private static final Duration TWO_ROUNDS = Duration.ofSeconds(150);

    private static Key key(int i) {
        return new Key("default", Bytes.utf8("k" + i));
    }

    private static void write(TestCluster cluster, int through, int from, int to) {
        for (int i = from; i < to; i++) {
            cluster.put(through, key(i), "v" + i);
        }
    }

    private static void settle(TestCluster cluster) {
        cluster.world().time().advance(TWO_ROUNDS.dividedBy(cluster.settings().lanes()));
    }

    private static void assertEqualStores(TestCluster cluster) {
        Map<Bytes, Bytes> first = cluster.node(1).engine().pairs();
        assertThat(first).isNotEmpty();
        cluster.nodes()
                .forEach(node ->
                        assertThat(node.engine().pairs())
                                .as("store of %s", node.id())
                                .isEqualTo(first));
    }

    @Test
    void whatAReplicaMissedReachesItWithoutARead() {
        TestCluster cluster = TestCluster.of(3);
        write(cluster, 1, 0, 100);
        cluster.cut(1, 3);
        cluster.cut(2, 3);
        write(cluster, 1, 50, 200);
        for (int i = 0; i < 20; i++) {
            cluster.await(
                    cluster.startDelete(
                            2,
                            new DeleteRequest(
                                    key(i),
                                    Optional.empty(),
                                    Optional.empty(),
                                    RequestOptions.DEFAULT)));
        }
        cluster.heal();
        assertThat(cluster.node(3).engine().pairs()).hasSize(100);
        settle(cluster);
        assertEqualStores(cluster);
        assertThat(cluster.node(3).engine().pairs()).hasSize(200);
    }

    @Test
    void withoutAntiEntropyItDoesNot() {
        TestCluster cluster = TestCluster.of(3);
        Mutations.withoutAntiEntropy(cluster.network());
        cluster.cut(1, 3);
        cluster.cut(2, 3);
        write(cluster, 1, 0, 10);
        cluster.heal();
        cluster.world().time().advance(TWO_ROUNDS.dividedBy(2));
        assertThat(cluster.node(3).engine().pairs()).isEmpty();
    }

    @Test
    void aReplicaThatLostItsDiskIsFilledAgain() {
        TestCluster cluster = TestCluster.of(3);
        write(cluster, 1, 0, 300);
        cluster.takeBackEmpty(2, 1, 3);
        cluster.node(2).restart();
        assertThat(cluster.node(2).engine().pairs()).isEmpty();
        settle(cluster);
        assertEqualStores(cluster);
    }

    @Test
    void keysOfBucketsWithMoreCopiesAreComparedWithAllTheirOwners() {
        TestCluster cluster = TestCluster.of(5);
        cluster.set("five", fiveCopies());
        cluster.cut(1, 5);
        cluster.cut(1, 4);
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Key key = new Key("five", Bytes.utf8("k" + i));
            cluster.put(1, key, "v");
            keys.add(key);
        }
        cluster.heal();
        settle(cluster);
        assertThat(cluster.nodes())
                .allSatisfy(node -> assertThat(node.engine().pairs()).hasSize(keys.size()));
    }

    /** As usual, but for the copies. */
    static BucketProperties fiveCopies() {
        BucketProperties usual = BucketProperties.DEFAULT;
        return new BucketProperties(
                usual.version(),
                5,
                usual.r(),
                usual.w(),
                usual.resolver(),
                usual.mode(),
                usual.blindWrites(),
                usual.ttl(),
                usual.maxPairBytes(),
                usual.maxClockEntries());
    }

    @Test
    void equalReplicasSayLittle() {
        TestCluster cluster = TestCluster.of(3);
        write(cluster, 1, 0, 500);
        settle(cluster);
        Map<NodeId, Integer> bytes = new HashMap<>();
        cluster.network().onSend((from, frame) -> bytes.merge(from, frame.size(), Integer::sum));
        cluster.world().time().advance(Duration.ofSeconds(60));
        assertThat(bytes.keySet()).contains(n(1));
        assertThat(bytes.values()).allSatisfy(sent -> assertThat(sent / 60).isLessThan(12_000));
    }

    @Seeded(cases = 3)
    void whateverWasCutTheStoresEndEqual(RandomGenerator random) {
        TestCluster cluster =
                new TestCluster(
                        random.nextLong(),
                        3,
                        TestCluster.Settings.DEFAULT
                                .withLanes(1 + random.nextInt(3))
                                .withBlockingReads(random.nextDouble() * 0.3));
        for (int burst = 0; burst < 6; burst++) {
            int a = 1 + random.nextInt(3);
            cluster.cut(a, a % 3 + 1);
            for (int i = 0; i < 20; i++) {
                Key key = key(random.nextInt(60));
                int through = 1 + random.nextInt(3);
                if (random.nextInt(4) == 0) {
                    cluster.startDelete(
                            through,
                            new DeleteRequest(
                                    key,
                                    Optional.empty(),
                                    Optional.empty(),
                                    RequestOptions.DEFAULT));
                } else {
                    cluster.startPut(through, TestCluster.request(key, "v" + i, Optional.empty()));
                }
                cluster.world().time().advance(Duration.ofMillis(random.nextInt(20)));
            }
            cluster.heal();
            cluster.world().time().advance(Duration.ofSeconds(random.nextInt(4)));
        }
        settle(cluster);
        assertEqualStores(cluster);
    }
}
