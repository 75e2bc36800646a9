package dev.cairn.replication.cluster;

import static dev.cairn.api.Consistency.Level.ALL;
import static dev.cairn.api.Consistency.Level.EACH_QUORUM;
import static dev.cairn.api.Consistency.Level.LOCAL_QUORUM;
import static dev.cairn.api.Consistency.Level.ONE;
import static dev.cairn.api.Consistency.Level.QUORUM;
import static dev.cairn.api.Consistency.Level.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.cluster.Zone;
import dev.cairn.replication.cluster.ClientHistory.Asking;
import dev.cairn.testkit.check.Seeded;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What each level promises, docs/consistency.md line by line, among random faults; and that what a
 * level does not promise does happen, so that the promise is worth its name. QUORUM has {@link
 * HistoryTest}, linearizable buckets have {@link RegisterTest}.
 */
class PromisesTest {
    private static final TestCluster.Settings HARD =
            TestCluster.Settings.DEFAULT.withBlockingReads(0.2);
    private static final int STEPS = 100;
    private static final int SEEDS = 8;

    private static ClientHistory three(long seed, Consistency read, Consistency write) {
        return run(seed, 3, new Asking(3, read, write, false));
    }

    private static ClientHistory run(long seed, int nodes, Asking asking) {
        RandomRun<ClientHistory> run =
                new RandomRun<>(
                        seed,
                        nodes,
                        HARD,
                        true,
                        (cluster, random) -> {
                            cluster.place(PromisesTest::zone);
                            return new ClientHistory(cluster, random, List.of("a", "b"), asking);
                        });
        run.run(STEPS);
        return run.history();
    }

    private static Zone zone(int node) {
        return new Zone(node % 2 == 0 ? "east" : "west", "r1");
    }

    private static boolean near(int one, int other) {
        return zone(one).equals(zone(other));
    }

    private static void assertSeenByAll(ClientHistory history) {
        assertThat(history.stale()).as("acknowledged before a read that missed it").isEmpty();
        assertKept(history);
    }

    private static void assertKept(ClientHistory history) {
        assertThat(history.lost()).as("acknowledged and lost").isEmpty();
        assertThat(history.diverged()).as("held differently in the end").isEmpty();
    }

    private static void assertSomeRunIs(LongPredicate so) {
        assertThat(LongStream.range(0, SEEDS).anyMatch(so)).isTrue();
    }

    @Seeded(cases = 2)
    void whereReadersAndWritersMeetNobodyMissesWhatWasAcknowledgedBefore(long seed) {
        assertSeenByAll(three(seed, ONE, ALL));
        assertSeenByAll(three(seed, TWO, new Consistency.Count(2)));
        assertSeenByAll(three(seed, ALL, ONE));
    }

    @Seeded(cases = 2)
    void atOneWhatWasAcknowledgedIsKept(long seed) {
        assertKept(three(seed, ONE, ONE));
    }

    @Test
    void atOneAReaderMayMissWhatWasAcknowledged() {
        assertSomeRunIs(seed -> !three(seed, ONE, ONE).stale().isEmpty());
    }

    @Seeded(cases = 2)
    void localQuorumsMeetInTheirDataCentre(long seed) {
        ClientHistory history = run(seed, 6, new Asking(6, LOCAL_QUORUM, LOCAL_QUORUM, false));
        assertThat(history.stale(PromisesTest::near)).isEmpty();
        assertKept(history);
    }

    @Test
    void localQuorumsMayMissWhatAnotherDataCentreAcknowledged() {
        TestCluster cluster = TestCluster.of(4);
        cluster.place(PromisesTest::zone);
        cluster.set("default", Deletes.copies(4));
        for (int west = 1; west <= 3; west += 2) {
            cluster.cut(west, 2);
            cluster.cut(west, 4);
        }
        RequestOptions local = RequestOptions.DEFAULT.with(LOCAL_QUORUM);
        Key key = cluster.keyOwnedBy(1);
        PutRequest put = PutRequest.of(key, Bytes.utf8("v")).with(local);
        cluster.await(cluster.startPut(1, put)).result();
        GetRequest get = new GetRequest(key, local);
        assertThat(cluster.await(cluster.startGet(3, get)).result().found()).isTrue();
        assertThat(cluster.await(cluster.startGet(2, get)).result().found()).isFalse();
    }

    @Seeded(cases = 2)
    void whatEachDataCentreAcknowledgedLocalReadersSeeEverywhere(long seed) {
        assertSeenByAll(run(seed, 6, new Asking(6, LOCAL_QUORUM, EACH_QUORUM, false)));
    }

    @Seeded(cases = 2)
    void whatStandInsAcknowledgedIsKept(long seed) {
        assertKept(run(seed, 5, new Asking(3, QUORUM, QUORUM, true)));
    }
}
