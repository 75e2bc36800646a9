package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.HybridTimestamp;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.Version;
import dev.cairn.replication.hint.Handoff;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.message.PeerMessageCodec;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sloppy quorums and hinted handoff: five nodes, three owners a key. */
class HandoffTest {
    /** Long enough for hints, far too short for a round of anti-entropy. */
    private static final Duration SOON = Duration.ofSeconds(4);

    private final TestCluster cluster = TestCluster.of(5);
    private final Key key = cluster.keyOwnedBy(1);

    private static RequestOptions options(Consistency level, boolean sloppy) {
        return new RequestOptions(
                Optional.of(level), Optional.of(sloppy), Optional.empty(), Optional.empty());
    }

    private Call<WriteResult> put(int through, String value, boolean sloppy) {
        return put(through, value, options(Level.QUORUM, sloppy));
    }

    private Call<WriteResult> put(int through, String value, RequestOptions options) {
        PutRequest put =
                new PutRequest(
                        key,
                        Bytes.utf8(value),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        options);
        return cluster.await(cluster.startPut(through, put));
    }

    private Call<ReadResult> get(int through, boolean sloppy) {
        return cluster.await(
                cluster.startGet(through, new GetRequest(key, options(Level.QUORUM, sloppy))));
    }

    private void lose(int... numbers) {
        for (int number : numbers) {
            cluster.node(number).kill();
            cluster.takeForDead(number, true);
        }
    }

    private void bringBack(int... numbers) {
        for (int number : numbers) {
            cluster.node(number).restart();
            cluster.takeForDead(number, false);
        }
    }

    private boolean keeps(int number) {
        return !cluster.node(number).engine().pairs().isEmpty();
    }

    private List<Integer> keepers() {
        return List.of(1, 2, 3, 4, 5).stream().filter(this::keeps).toList();
    }

    @Test
    void aSloppyWriteGoesOnWhereAStrictOneCannot() {
        lose(2, 3);
        assertThat(put(1, "strict", false).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        WriteResult written = put(1, "sloppy", true).result();
        assertThat(written.receipt().sloppy()).isTrue();
        assertThat(written.receipt().answers()).hasSize(2);
        ReadResult read = get(1, true).result();
        assertThat(values(read)).containsExactly("sloppy");
        assertThat(read.receipt().sloppy()).isTrue();
        assertThat(get(1, false).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void aSloppyRequestThatNeedsNoStandInSaysStrict() {
        assertThat(put(1, "v", true).result().receipt().sloppy()).isFalse();
        assertThat(get(4, true).result().receipt().sloppy()).isFalse();
        cluster.settle();
        assertThat(keepers()).containsExactly(1, 2, 3);
    }

    @Test
    void hintsReachTheirOwnersAndAreRemoved() {
        lose(2, 3);
        put(1, "v", true).result();
        cluster.world().time().advance(SOON);
        assertThat(keepers()).contains(4, 5);
        bringBack(2, 3);
        cluster.world().time().advance(SOON);
        assertThat(keepers()).containsExactly(1, 2, 3);
        assertThat(values(get(3, false).result())).containsExactly("v");
    }

    @Test
    void untilItIsHandedOverAStrictReadMissesIt() {
        lose(1, 2, 3);
        put(4, "v", true).result();
        bringBack(1, 2, 3);
        assertThat(get(1, false).result().found()).isFalse();
        cluster.world().time().advance(SOON);
        assertThat(values(get(1, false).result())).containsExactly("v");
    }

    /** n1 and n2 are on the point of acknowledging the first when the second is taken. */
    @Test
    void whatAStandInTakesWhileItHandsOverReachesAllOwnersToo() {
        lose(1, 2, 3);
        put(4, "first", true).result();
        bringBack(1, 2);
        List<Integer> owners = List.of(1, 2);
        owners.forEach(owner -> standIns(owner).hold());
        cluster.world().time().advance(Duration.ofMillis(1_500));
        owners.forEach(owner -> cluster.takeForDead(owner, true));
        put(4, "second", true).result();
        owners.forEach(owner -> standIns(owner).release());
        owners.forEach(owner -> cluster.takeForDead(owner, false));
        bringBack(3);
        cluster.world().time().advance(SOON);
        assertThat(keepers()).containsExactly(1, 2, 3);
        assertThat(values(get(1, false).result())).containsExactly("second");
    }

    /** The ways from an owner to the stand-ins. */
    private record Ways(TestNetwork network, int owner) {
        void hold() {
            List.of(4, 5).forEach(to -> network.hold(TestCluster.n(owner), TestCluster.n(to)));
        }

        void release() {
            List.of(4, 5).forEach(to -> network.release(TestCluster.n(owner), TestCluster.n(to)));
        }
    }

    private Ways standIns(int owner) {
        return new Ways(cluster.network(), owner);
    }

    @Test
    void withoutHandingOverTheOwnersStayBehind() {
        Mutations.withoutHandingOver(cluster.network(), TestCluster.n(4), TestCluster.n(5));
        lose(2, 3);
        put(1, "v", true).result();
        bringBack(2, 3);
        cluster.world().time().advance(SOON);
        assertThat(keepers()).containsExactly(1, 4, 5);
    }

    @Test
    void aHintIsRemovedOnlyOnceItsOwnersHaveItOnStableStorage() {
        handOverToOwnersThatDoNotSync(false);
        assertThat(keepers()).contains(4, 5);
    }

    @Test
    void withOwnersThatAcknowledgeBeforeThatAPowerLossTakesIt() {
        handOverToOwnersThatDoNotSync(true);
        for (int owner = 1; owner <= 3; owner++) {
            TestNode node = cluster.node(owner);
            node.kill();
            node.disk().cutTo(node.disk().durable());
            node.restart();
        }
        assertThat(keepers()).as("an acknowledged write is lost").isEmpty();
    }

    private void handOverToOwnersThatDoNotSync(boolean acknowledgeAllTheSame) {
        lose(1, 2, 3);
        put(4, "v", true).result();
        bringBack(1, 2, 3);
        for (int owner = 1; owner <= 3; owner++) {
            cluster.node(owner).engine().stopSyncs();
            cluster.node(owner).engine().acknowledgeEarly(acknowledgeAllTheSame);
        }
        cluster.world().time().advance(SOON);
    }

    @Test
    void aStandInKeepsItsHintsOverARestart() {
        lose(2, 3);
        put(1, "v", true).result();
        lose(1, 4, 5);
        bringBack(2, 3, 4, 5);
        cluster.world().time().advance(SOON);
        assertThat(cluster.node(2).engine().pairs()).isNotEmpty();
        bringBack(1);
        cluster.world().time().advance(SOON);
        assertThat(keepers()).containsExactly(1, 2, 3);
    }

    @Test
    void whenAllOwnersAreAwayAStandInCoordinates() {
        lose(1, 2, 3);
        assertThat(put(4, "strict", false).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(put(4, "v", true).result().receipt().answers()).hasSize(2);
        assertThat(values(get(5, true).result())).containsExactly("v");
        bringBack(1, 2, 3);
        cluster.world().time().advance(SOON);
        assertThat(keepers()).containsExactly(1, 2, 3);
        assertThat(values(get(4, false).result())).containsExactly("v");
    }

    @Test
    void whatAStandInDoesNotFindIsNoAnswer() {
        put(1, "v", false).result();
        cluster.settle();
        lose(2, 3);
        Call<ReadResult> read = get(1, true);
        assertThat(read.succeeded()).isFalse();
        assertThat(read.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    /** n3 and the stand-ins never had what n1 and n2 acknowledged. */
    private Call<ReadResult> readWhatBothHoldersTookAway() {
        cluster.cut(1, 3);
        cluster.cut(2, 3);
        put(1, "v", false).result();
        cluster.heal();
        lose(1, 2);
        return get(3, true);
    }

    @Test
    void whereNobodyLeftHasItTheReadSaysSo() {
        assertThat(readWhatBothHoldersTookAway().code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void whereAStandInsNothingCountsTheReadFindsNothing() {
        Mutations.withEmptyAnswers(cluster.network(), TestCluster.n(4), TestCluster.n(5));
        assertThat(readWhatBothHoldersTookAway().result().found()).isFalse();
    }

    /** CORRECTNESS rule 1: the copy that comes back tells less than the one that was removed. */
    @Test
    void aStandInThatRemovedAHintDoesNotMintItsDotsAgain() {
        assertThat(afterAnOlderHintCameBack()).containsExactlyInAnyOrder("second", "third");
    }

    @Test
    void aStandInThatTakesWhatOthersSendForItsOwnDoes() {
        cluster.node(4).engine().withoutOrigins();
        assertThat(afterAnOlderHintCameBack()).hasSize(1);
    }

    private List<String> afterAnOlderHintCameBack() {
        lose(1, 2, 3);
        put(4, "first", true).result();
        cluster.node(5).kill();
        put(4, "second", options(Level.ONE, true)).result();
        bringBack(1, 2, 3);
        cluster.takeForDead(5, true);
        cluster.world().time().advance(SOON);
        assertThat(keepers()).containsExactly(1, 2, 3, 5);
        lose(1, 2, 3);
        bringBack(5);
        put(5, "other", true).result();
        put(4, "third", true).result();
        bringBack(1, 2, 3);
        cluster.world().time().advance(SOON);
        return values(get(1, false).result());
    }

    @Test
    void whatAStandInRefusesDoesNotCount() {
        assertThat(putBesideAStandInThatRefuses().code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void whereItDoesAnAcknowledgedWriteIsLostWithOneNode() {
        Mutations.takingRefusalsForAcknowledgements(cluster.network());
        assertThat(putBesideAStandInThatRefuses().result().receipt().answers()).hasSize(2);
        lose(1);
        bringBack(2, 3);
        assertThat(get(2, false).result().siblings()).as("one of W holders died").isEmpty();
    }

    /** n1 owns the key and lives, n4 stands in and its disk takes nothing. */
    private Call<WriteResult> putBesideAStandInThatRefuses() {
        lose(2, 3, 5);
        cluster.node(4).engine().readOnly(true);
        return put(1, "v", true);
    }

    /** CORRECTNESS rule 17. */
    @Tag("long")
    @Test
    void aStandInThatKeepsTooMuchRefusesAndTheNextOneIsAsked() {
        fillUpN4();
        lose(2);
        WriteResult written = put(1, "v", options(Level.ALL, true)).result();
        assertThat(written.receipt().answers())
                .extracting(Receipt.ReplicaAnswer::node)
                .containsExactlyInAnyOrder(TestCluster.n(1), TestCluster.n(3), TestCluster.n(5));
        lose(5);
        assertThat(put(1, "w", options(Level.ALL, true)).code())
                .as("what a full one refuses does not count")
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    /** In no time, so that nothing is handed over before the next request. */
    private void fillUpN4() {
        StoredItem item = StoredItem.of(Item.EMPTY.with(anyVersion()));
        int hints = 0;
        for (int i = 0; hints <= Handoff.LIMIT; i++) {
            Key other = new Key("default", Bytes.utf8("hint" + i));
            if (!cluster.owners(other).contains(TestCluster.n(4))) {
                StorageKey stored = StorageKey.of(cluster.partitioner().token(other), other);
                Transport.Frame frame =
                        PeerMessageCodec.encode(
                                PeerMessage.hint(
                                        PeerMessage.NO_ANSWER,
                                        cluster.viewOf(TestCluster.n(1)),
                                        0,
                                        stored,
                                        item));
                byte[] payload = new byte[frame.size()];
                frame.writeTo(MemorySegment.ofArray(payload));
                cluster.network()
                        .deliver(TestCluster.n(1), TestCluster.n(4), frame.kind(), payload);
                hints++;
            }
        }
        cluster.world().time().advance(Duration.ofNanos(1));
    }

    private static Version anyVersion() {
        return new Version(
                new Dot(new ActorId(TestCluster.n(1), 1, 1), 1),
                CausalContext.EMPTY,
                HybridTimestamp.ZERO,
                0,
                Bytes.utf8("v"),
                false,
                OptionalLong.empty(),
                Optional.empty());
    }

    @Test
    void anOwnerThatRefusesIsReplaced() {
        cluster.node(2).engine().readOnly(true);
        cluster.node(3).engine().readOnly(true);
        WriteResult written = put(1, "v", true).result();
        assertThat(written.receipt().sloppy()).isTrue();
        NodeId self = TestCluster.n(1);
        assertThat(written.receipt().answers())
                .anyMatch(answer -> answer.node().equals(self))
                .hasSize(2);
    }
}
