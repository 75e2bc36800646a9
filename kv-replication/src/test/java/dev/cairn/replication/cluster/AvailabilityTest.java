package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;
import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Consistency;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Explanation;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AvailabilityTest {
    private final TestCluster cluster = TestCluster.of(3);
    private final Key key = cluster.keyOwnedBy(1);

    private Call<WriteResult> put(int through, Consistency level) {
        PutRequest put = TestCluster.request(key, "v", Optional.empty());
        return cluster.await(
                cluster.startPut(
                        through,
                        new PutRequest(
                                key,
                                put.value(),
                                put.context(),
                                put.ttl(),
                                put.operation(),
                                RequestOptions.DEFAULT.with(level))));
    }

    private Call<ReadResult> get(int through, Consistency level) {
        return cluster.await(
                cluster.startGet(through, new GetRequest(key, RequestOptions.DEFAULT.with(level))));
    }

    private Duration spent(Runnable action) {
        long start = cluster.world().time().nanos();
        action.run();
        return Duration.ofNanos(cluster.world().time().nanos() - start);
    }

    @Test
    void aWriteTellsWhoHoldsItDurably() {
        Receipt receipt = cluster.put(1, key, "v").receipt();
        assertThat(receipt.required()).isEqualTo(2);
        assertThat(receipt.answers()).hasSize(2);
        assertThat(receipt.durable()).isTrue();
        assertThat(receipt.sloppy()).isFalse();
        assertThat(receipt.epoch()).isEqualTo(1);
    }

    @Test
    void aReceiptDoesNotClaimWhatTheEngineDoesNotPromise() {
        TestCluster early =
                new TestCluster(1, 3, TestCluster.Settings.DEFAULT.acknowledgingEarly());
        assertThat(early.put(1, key, "v").receipt().durable()).isFalse();
    }

    @Test
    void quorumsGoOnWithOneNodeDown() {
        cluster.put(1, key, "1");
        cluster.node(3).kill();
        cluster.put(2, key, "2");
        assertThat(values(cluster.get(1, key))).containsExactly("2");
    }

    @Test
    void aNodeTakenForDeadIsNotWaitedFor() {
        cluster.put(1, key, "1");
        cluster.deafen(2, 1);
        cluster.deafen(3, 1);
        cluster.takeForDead(2, true);
        cluster.takeForDead(3, true);
        assertThat(
                        spent(() ->
                                assertThat(put(1, Level.QUORUM).code())
                                        .isEqualTo(ErrorCode.UNAVAILABLE)))
                .isLessThan(Duration.ofMillis(10));
        assertThat(
                        spent(() ->
                                assertThat(get(1, Level.QUORUM).code())
                                        .isEqualTo(ErrorCode.UNAVAILABLE)))
                .isLessThan(Duration.ofMillis(10));
        assertThat(cluster.node(1).disk().log())
                .as("writes that cannot succeed are not begun")
                .hasSize(1);
    }

    @Test
    void withoutAQuorumTheErrorSaysHowManyOfHowMany() {
        cluster.node(2).kill();
        cluster.node(3).kill();
        Call<WriteResult> put = put(1, Level.QUORUM);
        assertThat(put.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(put.error().detail()).contains("of 2 replicas needed");
        assertThat(put.error().operation()).as("it is kept here, so it is in doubt").isPresent();
        assertThat(get(1, Level.QUORUM).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(get(1, Level.ONE).succeeded()).isTrue();
        assertThat(put(1, Level.ONE).succeeded()).isTrue();
    }

    @Test
    void aSilentReplicaMakesTheDeadlinePassAndTheWriteIsInDoubt() {
        cluster.deafen(1, 2);
        cluster.deafen(1, 3);
        assertThat(
                        spent(() -> {
                            Call<WriteResult> put = put(1, Level.QUORUM);
                            assertThat(put.code()).isEqualTo(ErrorCode.TIMEOUT);
                            assertThat(put.error().operation()).isPresent();
                        }))
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(get(1, Level.QUORUM).code()).isEqualTo(ErrorCode.TIMEOUT);
    }

    @Test
    void aRequestMaySetItsOwnDeadline() {
        cluster.deafen(1, 2);
        cluster.deafen(1, 3);
        RequestOptions soon =
                new RequestOptions(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Duration.ofMillis(70)));
        assertThat(
                        spent(() ->
                                assertThat(
                                                cluster.await(
                                                                cluster.startGet(
                                                                        1,
                                                                        new GetRequest(key, soon)))
                                                        .code())
                                        .isEqualTo(ErrorCode.TIMEOUT)))
                .isEqualTo(Duration.ofMillis(70));
    }

    @Test
    void aReplicaThatCannotSyncDoesNotCount() {
        cluster.node(2).engine().stopSyncs();
        cluster.node(3).engine().stopSyncs();
        assertThat(put(1, Level.QUORUM).code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(put(1, Level.ONE).succeeded()).isTrue();
    }

    @Test
    void aReplicaWhoseDiskRefusesSaysSoAtOnce() {
        cluster.node(2).engine().readOnly(true);
        assertThat(put(1, Level.QUORUM).succeeded()).isTrue();
        cluster.node(3).engine().readOnly(true);
        assertThat(
                        spent(() ->
                                assertThat(put(1, Level.QUORUM).code())
                                        .isEqualTo(ErrorCode.UNAVAILABLE)))
                .isLessThan(Duration.ofMillis(10));
        cluster.node(1).engine().readOnly(true);
        assertThat(put(1, Level.ONE).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void aReadRepairsTheReplicaThatMissedAWrite() {
        cluster.cut(1, 3);
        cluster.put(1, key, "v");
        cluster.heal();
        assertThat(cluster.explain(1, key).replicas().get(2).versions()).isEmpty();
        assertThat(values(cluster.get(3, key))).containsExactly("v");
        cluster.settle();
        assertThat(cluster.explain(1, key).replicas())
                .allSatisfy(replica -> assertThat(replica.versions()).hasSize(1));
    }

    @Test
    void soDoesAReadThroughOthersThatAsksIt() {
        assertThat(heldByN3AfterARead()).isEqualTo(1);
    }

    @Test
    void withoutReadRepairItStaysBehind() {
        Mutations.withoutReadRepair(cluster.network());
        assertThat(heldByN3AfterARead()).isZero();
    }

    /** How many versions n3, which missed a write, holds soon after a read of all through n2. */
    private int heldByN3AfterARead() {
        cluster.cut(1, 3);
        cluster.put(1, key, "v");
        cluster.heal();
        assertThat(values(get(2, Level.ALL).result())).containsExactly("v");
        cluster.world().time().advance(Duration.ofMillis(20));
        return cluster.explain(1, key).replicas().get(2).versions().size();
    }

    @Test
    void explainAnswersThoughAReplicaIsDown() {
        cluster.put(1, key, "v");
        cluster.settle();
        cluster.node(2).kill();
        Explanation explanation = cluster.explain(1, key);
        assertThat(explanation.replicas())
                .extracting(Explanation.Replica::node)
                .containsExactlyElementsOf(cluster.owners(key));
        assertThat(explanation.replicas())
                .filteredOn(replica -> !replica.reachable())
                .extracting(Explanation.Replica::node)
                .containsExactly(n(2));
        assertThat(explanation.resolved()).hasSize(1);
        assertThat(explanation.placement().owners()).isEqualTo(cluster.owners(key));
    }

    @Test
    void aDrainedNodeTakesNoRequestsAndAClosedOneAnswersThoseUnderWay() {
        cluster.deafen(1, 2);
        cluster.deafen(1, 3);
        Call<WriteResult> underWay =
                cluster.startPut(1, TestCluster.request(key, "v", Optional.empty()));
        cluster.world().time().advance(Duration.ofMillis(5));
        cluster.node(1)
                .onLane(replication -> {
                    replication.drain();
                    replication.close();
                });
        cluster.await(underWay);
        assertThat(underWay.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(underWay.error().operation()).isPresent();
        assertThat(get(1, Level.ONE).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void bytesThatAreNoMessageAreDroppedAndTold() {
        cluster.network().deliver(n(2), n(1), 0x20, new byte[] {1, 2, 3});
        cluster.network().deliver(n(2), n(1), 0x7f, new byte[0]);
        cluster.world().time().advance(Duration.ofMillis(1));
        assertThat(cluster.events())
                .hasSize(2)
                .allMatch(event -> event.startsWith("n1: dropped a frame of n2"));
        cluster.put(1, key, "v");
    }
}
