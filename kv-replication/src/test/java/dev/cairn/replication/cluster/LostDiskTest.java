package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;
import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.spi.Transfers.Progress;
import dev.cairn.testkit.check.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An owner that lost its disk and is back counts in no read before it holds again what it had
 * acknowledged (docs/decisions/032). Some stories are told twice: as it is, and without the mark on
 * its answers, when an acknowledged write is missed.
 */
class LostDiskTest {
    private final TestCluster cluster = TestCluster.of(3);
    private final Key key = cluster.keyOwnedBy(1);

    private void advance(int millis) {
        cluster.world().time().advance(Duration.ofMillis(millis));
    }

    private Call<ReadResult> get(int through, Level level) {
        RequestOptions options = RequestOptions.DEFAULT.with(level);
        return cluster.await(cluster.startGet(through, new GetRequest(key, options)));
    }

    /** Acknowledged by n1 and n2; then n2 loses its disk, and comes back with n3. */
    private void loseOneOfTwoHolders() {
        cluster.node(3).kill();
        cluster.put(1, key, "v");
        cluster.node(1).kill();
        cluster.takeBackEmpty(2, 1, 3);
        cluster.node(2).restart();
        cluster.node(3).restart();
        cluster.settle();
    }

    @Test
    void aQuorumOfWhomOneLostItsDiskDoesNotAnswerThatThereIsNothing() {
        loseOneOfTwoHolders();
        assertThat(get(3, Level.QUORUM).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(get(2, Level.QUORUM).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void withoutTheMarkOnItsAnswerTheWriteIsMissed() {
        Mutations.withoutTheMarkOfALostDisk(cluster.network());
        loseOneOfTwoHolders();
        assertThat(values(get(3, Level.QUORUM).result())).isEmpty();
    }

    @Test
    void onceItHasReadTheOtherOwnersItCountsAgain() {
        loseOneOfTwoHolders();
        cluster.node(1).restart();
        cluster.settle();
        cluster.node(1).kill();
        assertThat(values(get(3, Level.QUORUM).result())).containsExactly("v");
        assertThat(values(get(2, Level.QUORUM).result())).containsExactly("v");
        assertThat(cluster.events()).anyMatch(event -> event.contains("are here again"));
    }

    /** n2 is back on an empty disk and has heard of the rounds of deletes, no more. */
    private void comeBackEmpty() {
        cluster.takeBackEmpty(2, 1, 3);
        cluster.node(2).restart();
        advance(200);
    }

    @Test
    void asACoordinatorItAsksAnotherOwnerEvenWhereOneAnswerIsEnough() {
        cluster.put(1, key, "v");
        cluster.settle();
        comeBackEmpty();
        ReadResult read = get(2, Level.ONE).result();
        assertThat(values(read)).containsExactly("v");
        assertThat(read.receipt().answers())
                .extracting(Receipt.ReplicaAnswer::node)
                .doesNotContain(n(2));
    }

    @Test
    void itTakesWritesThatCount() {
        cluster.put(1, key, "v");
        cluster.settle();
        cluster.node(3).kill();
        comeBackEmpty();
        Receipt receipt = cluster.put(1, key, "w").receipt();
        assertThat(receipt.answers())
                .extracting(Receipt.ReplicaAnswer::node)
                .containsExactlyInAnyOrder(n(1), n(2));
        assertThat(receipt.durable()).isTrue();
    }

    /** What it does not hold it could not supersede, and the key would have two values. */
    @Test
    void aBlindWriteThroughItIsCoordinatedByAnotherOwner() {
        cluster.put(1, key, "v");
        cluster.settle();
        comeBackEmpty();
        WriteResult written = cluster.put(2, key, "w");
        assertThat(written.clock().counters()).doesNotContainKey("n2");
        assertThat(values(cluster.get(1, key))).containsExactly("w");
    }

    @Test
    void soItIsWhereTheRequestCameFromANodeThatOwnsNothing() {
        TestCluster four = TestCluster.of(4);
        Key owned = four.keyOwnedBy(1);
        int stranger = 10 - four.owners(owned).stream().mapToInt(LostDiskTest::number).sum();
        four.put(2, owned, "v");
        four.settle();
        four.takeBackEmpty(1, 2, 3, 4);
        four.node(1).restart();
        four.world().time().advance(Duration.ofMillis(200));
        four.put(stranger, owned, "w");
        assertThat(values(four.get(stranger, owned))).containsExactly("w");
    }

    private static int number(NodeId node) {
        return Integer.parseInt(node.name().substring(1));
    }

    @Test
    void aScanDoesNotCountItEither() {
        cluster.put(1, key, "v");
        cluster.settle();
        cluster.node(1).kill();
        comeBackEmpty();
        ScanRequest all = ScanRequest.of("default", 10);
        assertThat(cluster.await(cluster.startScan(3, all)).result().complete()).isFalse();
    }

    private List<Key> writeMany(int count) {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Key some = new Key("default", Bytes.utf8("some" + i));
            cluster.put(1 + i % 3, some, "v" + i);
            keys.add(some);
        }
        cluster.settle();
        return keys;
    }

    @Test
    void whatIsRebuiltOutlastsPowerLossAndTheRestIsReadAfterwards() {
        writeMany(200);
        comeBackEmpty();
        List<Integer> left = new ArrayList<>();
        advance(340);
        for (int i = 0; i < 4; i++) {
            cluster.node(2).losePower();
            cluster.node(2).restart();
            advance(520);
            Progress rebuilding = cluster.node(2).replication().transfers().rebuilding();
            left.add(rebuilding.slices());
            advance(20);
        }
        assertThat(left).isSortedAccordingTo((a, b) -> b - a);
        assertThat(left.getFirst()).isPositive().isLessThan(Slices.COUNT);
        cluster.settle();
        assertThat(cluster.node(2).isRebuilt()).isTrue();
        assertThat(cluster.node(2).engine().pairs()).isEqualTo(cluster.node(1).engine().pairs());
        cluster.node(2).kill();
        cluster.node(2).restart();
        cluster.node(1).kill();
        assertThat(values(get(3, Level.QUORUM).result())).isEmpty();
    }

    @Test
    void itIsAllReadAgainThoughOneOfTheOthersWasAway() {
        List<Key> keys = writeMany(50);
        cluster.node(3).kill();
        comeBackEmpty();
        cluster.settle();
        assertThat(cluster.node(2).isRebuilt()).as("the one that is away may be needed").isFalse();
        cluster.node(3).restart();
        cluster.settle();
        assertThat(cluster.node(2).isRebuilt()).isTrue();
        assertThat(cluster.node(2).engine().pairs()).hasSize(keys.size());
    }

    /** All others were read: what none of them holds is lost. */
    @Test
    void twoThatLostTheirDisksReadEachOther() {
        List<Key> keys = writeMany(50);
        cluster.takeBackEmpty(2, 1, 3);
        cluster.takeBackEmpty(3, 1, 2);
        cluster.node(2).restart();
        cluster.node(3).restart();
        cluster.settle();
        assertThat(cluster.node(2).isRebuilt()).isTrue();
        assertThat(cluster.node(3).isRebuilt()).isTrue();
        assertThat(cluster.node(3).engine().pairs()).hasSize(keys.size());
    }

    /** Storage in memory: the directory is the same, its identity and what it minted are known. */
    @Test
    void aStoreThatIsEmptyAfterARestartIsALostDisk() {
        cluster.put(2, key, "v");
        cluster.settle();
        cluster.node(2).kill();
        cluster.node(2).emptyStore();
        cluster.node(2).restart();
        advance(200);
        cluster.node(1).kill();
        assertThat(get(3, Level.QUORUM).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        cluster.node(1).restart();
        cluster.settle();
        assertThat(cluster.put(2, key, "w").clock().counters())
                .as("dots that were lost with the store are not minted again")
                .containsKey("n2#2");
    }

    @Test
    void aStoreThatWasEmptiedVotesOnNothing() {
        cluster.set("default", RegisterRun.properties());
        cluster.put(1, key, "v");
        cluster.settle();
        cluster.node(2).kill();
        cluster.node(2).emptyStore();
        cluster.node(2).restart();
        cluster.settle();
        cluster.put(1, key, "w");
        cluster.node(3).kill();
        assertThat(get(1, Level.QUORUM).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    /**
     * n2 acknowledges to n1 and loses its disk; back again, it reads all but n1; then n3 gets the
     * write and acknowledges it. With n2's word of before these would be three, and n2, n4 and n5 a
     * quorum that has nothing.
     */
    private static Call<WriteResult> acknowledgedByALostDisk(TestCluster cluster, Key key) {
        cluster.set("default", AntiEntropyTest.fiveCopies());
        for (int i = 3; i <= 5; i++) {
            cluster.network().hold(n(1), n(i));
        }
        PutRequest put =
                new PutRequest(
                        key,
                        Bytes.utf8("v"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new RequestOptions(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Duration.ofSeconds(30))));
        Call<WriteResult> call = cluster.startPut(1, put);
        cluster.world().time().advance(Duration.ofMillis(50));
        cluster.takeBackEmpty(2, 3, 4, 5);
        cluster.node(2).restart();
        cluster.cut(1, 2);
        cluster.settle();
        assertThat(cluster.node(2).isRebuilt()).isTrue();
        assertThat(call.isDone()).isFalse();
        cluster.network().release(n(1), n(3));
        cluster.world().time().advance(Duration.ofMillis(300));
        return call;
    }

    @Test
    void whatALostDiskAcknowledgedIsNotCounted() {
        TestCluster five = TestCluster.of(5);
        Call<WriteResult> call = acknowledgedByALostDisk(five, five.keyOwnedBy(1));
        assertThat(call.isDone()).isFalse();
        five.network().release(n(1), n(4));
        assertThat(five.await(call).result().receipt().answers())
                .extracting(Receipt.ReplicaAnswer::node)
                .containsExactlyInAnyOrder(n(1), n(3), n(4));
    }

    @Test
    void withoutEpochsInTheAnswersItIsCountedAndMissed() {
        TestCluster five = TestCluster.of(5);
        Mutations.withoutEpochs(five.network());
        Key key = five.keyOwnedBy(1);
        assertThat(acknowledgedByALostDisk(five, key).succeeded()).isTrue();
        five.node(1).kill();
        five.node(3).kill();
        assertThat(values(five.get(4, key))).isEmpty();
    }

    private static final TestCluster.Settings HARD =
            TestCluster.Settings.DEFAULT.withLanes(2).withBlockingReads(0.2);

    private static void assertKept(RandomRun<ClientHistory> run) {
        assertThat(run.history().lost()).as("acknowledged writes that are lost").isEmpty();
        assertThat(run.history().stale())
                .as("reads that missed what was acknowledged before they began")
                .isEmpty();
        assertThat(run.history().diverged()).as("keys that owners hold differently").isEmpty();
    }

    @Seeded(cases = 3)
    void noWriteIsLostWhileDisksAreLostOneAfterAnother(long seed) {
        RandomRun<ClientHistory> run = RandomRun.of(seed, 3, HARD, true).losingDisks();
        run.run(150);
        assertThat(run.lostDisks()).isPositive();
        assertKept(run);
    }

    @Tag("long")
    @Seeded(cases = 500)
    void soItIsInManyAndLongerRuns(long seed) {
        RandomRun<ClientHistory> run = RandomRun.of(seed, 3, HARD, true).losingDisks();
        run.run(400);
        assertKept(run);
    }
}
