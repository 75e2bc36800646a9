package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.Context;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.replication.repair.RepairCodec;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is left of deletes goes once it may, and what was deleted stays deleted. */
class DeletesTest {
    /** Long enough for a delete of such a key as {@link #nextKey} to go. */
    private static final Duration SOON = Duration.ofSeconds(25);

    private static Key key(int i) {
        return new Key("default", Bytes.utf8("k" + i));
    }

    @Test
    void aDeletedKeyLeavesNoTrace() {
        TestCluster cluster = Deletes.cluster(1, 3, 2);
        for (int i = 0; i < 30; i++) {
            cluster.put(1 + i % 3, key(i), "v");
        }
        for (int i = 0; i < 20; i++) {
            Deletes.delete(cluster, 1 + i % 3, key(i));
        }
        assertThat(cluster.node(1).engine().pairs()).hasSize(30);
        Deletes.collect(cluster);
        assertThat(cluster.nodes())
                .allSatisfy(node -> assertThat(node.engine().pairs()).hasSize(10));
    }

    @Test
    void aClusterOfOneForgetsDeletesToo() {
        TestCluster cluster = Deletes.cluster(1, 1, 1);
        cluster.set("default", Deletes.copies(1));
        Context known = cluster.put(1, key(1), "v").context();
        cluster.await(Deletes.startDelete(cluster, 1, key(1), Optional.of(known))).result();
        Deletes.awaitHolders(cluster, 0);
    }

    @Tag("long")
    @Test
    void anExpiredValueLeavesNoTrace() {
        TestCluster cluster = Deletes.cluster(1, 3, 1);
        cluster.await(cluster.startPut(1, Deletes.expiring(key(1), Duration.ofMinutes(1))));
        Deletes.collect(cluster);
        assertThat(Deletes.holders(cluster)).isEqualTo(3);
        cluster.world().time().advance(Duration.ofMinutes(6));
        assertThat(Deletes.holders(cluster)).isZero();
    }

    @Test
    void aLeaderWhoseClockIsAheadMakesNobodyForgetWhatHasNotExpired() {
        TestCluster cluster = whereAValueHasHalfAnHourAndClocksAreAnHourAhead(1);
        cluster.world().time().advance(SOON);
        assertThat(Deletes.holders(cluster)).isEqualTo(3);
    }

    @Test
    void whereNobodyWithTheRightTimeTakesPartItIsForgotten() {
        TestCluster cluster = whereAValueHasHalfAnHourAndClocksAreAnHourAhead(1, 2, 3);
        Deletes.awaitHolders(cluster, 0);
    }

    /** Its clock was years ahead while one round began, and is right again. */
    @Test
    void aLeaderWhoseClockWasAheadOnceDoesNotHoldBackDeletesForEver() {
        TestCluster cluster = Deletes.cluster(1, 3, 1);
        Key key = nextKey(cluster);
        cluster.put(2, key, "v");
        Deletes.delete(cluster, 2, key);
        cluster.node(1).stop();
        cluster.node(1).clockAhead(Duration.ofDays(3_000));
        cluster.node(1).restart();
        cluster.world().time().advance(SOON);
        cluster.node(1).stop();
        cluster.node(1).clockAhead(Duration.ZERO);
        cluster.node(1).restart();
        Deletes.awaitHolders(cluster, 0);
    }

    private static TestCluster whereAValueHasHalfAnHourAndClocksAreAnHourAhead(int... nodes) {
        TestCluster cluster = Deletes.cluster(1, 3, 1);
        PutRequest put = Deletes.expiring(nextKey(cluster), Duration.ofMinutes(30));
        cluster.await(cluster.startPut(2, put)).result();
        cluster.settle();
        for (int node : nodes) {
            cluster.node(node).stop();
            cluster.node(node).clockAhead(Duration.ofHours(1));
            cluster.node(node).restart();
        }
        return cluster;
    }

    /** A key that n1 leads the rounds of, in a slice that replicas look at in a few seconds. */
    static Key nextKey(TestCluster cluster) {
        int i = 0;
        while (!isNext(cluster, key(i))) {
            i++;
        }
        return key(i);
    }

    private static boolean isNext(TestCluster cluster, Key key) {
        int slice = Slices.of(cluster.partitioner().token(key));
        return slice > 14_000 && slice < 18_000 && cluster.owners(key).getFirst().equals(n(1));
    }

    @Test
    void aReplicaThatWasAwayForAMonthBringsNothingBack() {
        TestCluster cluster = Deletes.cluster(1, 3, 1);
        cluster.put(1, key(1), "v");
        cluster.settle();
        cluster.node(3).kill();
        cluster.takeForDead(3, true);
        Deletes.delete(cluster, 1, key(1));
        Deletes.collect(cluster);
        assertThat(Deletes.holders(cluster)).as("the delete waits for it").isEqualTo(3);
        assertThat(cluster.events()).anyMatch(event -> event.contains("[n3]"));
        cluster.node(3).restart();
        cluster.takeForDead(3, false);
        Deletes.awaitHolders(cluster, 0);
        assertThat(cluster.get(3, key(1)).siblings()).isEmpty();
    }

    /** n3 is no member while the delete goes, and one again afterwards, on the disk it had. */
    @Test
    void whereItIsNotWaitedForItBringsBackWhatWasDeleted() {
        TestCluster cluster = Deletes.cluster(1, 3, 1);
        Key key = nextKey(cluster);
        cluster.put(1, key, "v");
        cluster.settle();
        cluster.node(3).kill();
        Topology all = cluster.topologyOf(n(1));
        Topology two = new Topology(all.cluster(), 2, all.members().subList(0, 2));
        List.of(1, 2).forEach(node -> cluster.adopt(node, two));
        Deletes.delete(cluster, 1, key);
        Deletes.awaitHolders(cluster, 1);
        Topology again = new Topology(all.cluster(), 3, all.members());
        List.of(1, 2, 3).forEach(node -> cluster.adopt(node, again));
        cluster.node(3).restart();
        cluster.settle();
        assertThat(TestCluster.values(cluster.get(3, key))).containsExactly("v");
    }

    @Test
    void aDeleteWaitsForAReplicaThatMissedIt() {
        TestCluster cluster = Deletes.cluster(1, 3, 1);
        deleteUnknownToN3(cluster);
        cluster.world().time().advance(SOON);
        assertThat(Deletes.holders(cluster)).isEqualTo(3);
    }

    @Test
    void withoutComparingReplicasTheValueThatItCoveredComesBack() {
        TestCluster cluster = Deletes.cluster(1, 3, 1);
        Key key = deleteUnknownToN3(cluster);
        Mutations.withoutComparingInRounds(cluster.network(), n(3));
        Deletes.awaitHolders(cluster, 1);
        assertThat(TestCluster.values(cluster.get(3, key))).containsExactly("v");
    }

    private static Key deleteUnknownToN3(TestCluster cluster) {
        Key key = nextKey(cluster);
        cluster.put(1, key, "v");
        cluster.settle();
        cluster.network()
                .lose(sent ->
                        sent.to().equals(n(3))
                                && (sent.kind() == Mutations.REPLICA_WRITE
                                        || RepairCodec.isRepair(sent.kind())));
        Deletes.delete(cluster, 1, key);
        return key;
    }

    @Test
    void whatIsKeptForAnOwnerIsHandedOverBeforeDeletesGo() {
        TestCluster cluster = Deletes.cluster(1, 5, 1);
        Key key = cluster.keyOwnedBy(1);
        cluster.put(1, key, "v");
        cluster.settle();
        cluster.node(2).kill();
        cluster.takeForDead(2, true);
        RequestOptions sloppy =
                new RequestOptions(
                        Optional.of(Consistency.Level.ALL),
                        Optional.of(true),
                        Optional.empty(),
                        Optional.empty());
        cluster.await(
                        cluster.startDelete(
                                1,
                                new DeleteRequest(key, Optional.empty(), Optional.empty(), sloppy)))
                .result();
        Deletes.collect(cluster);
        assertThat(Deletes.holders(cluster)).isEqualTo(4);
        cluster.node(2).restart();
        cluster.takeForDead(2, false);
        Deletes.awaitHolders(cluster, 0);
    }

    @Test
    void aWriteThatWasLongUnderWayIsRefusedAndWithoutItsStampWouldComeBack() {
        TestCluster cluster = Deletes.cluster(1, 3, 1);
        List<Frame> writes = new ArrayList<>();
        cluster.network()
                .onSend((from, frame) -> {
                    if (frame.kind() == Mutations.REPLICA_WRITE && from.equals(n(1))) {
                        writes.add(frame);
                    }
                });
        cluster.put(1, key(1), "v");
        Frame late = writes.getFirst();
        Deletes.delete(cluster, 1, key(1));
        Deletes.awaitHolders(cluster, 0);
        byte[] payload = new byte[late.size()];
        late.writeTo(MemorySegment.ofArray(payload));
        cluster.network().deliver(n(1), n(2), late.kind(), payload);
        cluster.settle();
        assertThat(Deletes.holders(cluster)).isZero();
        cluster.network().deliver(n(1), n(2), late.kind(), Mutations.withoutRound(payload));
        cluster.settle();
        assertThat(TestCluster.values(cluster.get(2, key(1)))).containsExactly("v");
    }

    /** What n1 read before the delete it joins into its own copy when its long patience ends. */
    @Test
    void aRepairThatWasLongInComingBringsNothingBack() {
        TestCluster cluster = Deletes.cluster(1, 3, 1);
        Key key = nextKey(cluster);
        Predicate<TestNetwork.Sent> missed =
                sent ->
                        sent.to().equals(n(1))
                                && (sent.kind() == Mutations.REPLICA_WRITE
                                        || RepairCodec.isRepair(sent.kind()));
        cluster.network().lose(missed);
        cluster.put(2, key, "v");
        cluster.network()
                .lose(missed.or(sent -> sent.from().equals(n(3)) && sent.to().equals(n(1))));
        Duration patience = Deletes.COLLECTED.multipliedBy(3);
        RequestOptions patient =
                new RequestOptions(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(patience));
        ReadResult read = cluster.await(cluster.startGet(1, new GetRequest(key, patient))).result();
        assertThat(TestCluster.values(read)).containsExactly("v");
        cluster.settle();
        cluster.network().lose(sent -> false);
        cluster.settle();
        Deletes.delete(cluster, 2, key);
        Deletes.awaitHolders(cluster, 0);
        cluster.world().time().advance(patience);
        assertThat(cluster.get(1, key).siblings()).isEmpty();
        assertThat(Deletes.holders(cluster)).isZero();
    }

    @Test
    void aNodeOnANewDiskTakesUpTheRoundsOfTheOthers() {
        TestCluster cluster = Deletes.cluster(1, 3, 2);
        cluster.put(1, key(1), "v");
        Deletes.delete(cluster, 1, key(1));
        Deletes.awaitHolders(cluster, 0);
        cluster.takeBackEmpty(2, 1, 3);
        cluster.node(2).restart();
        cluster.settle();
        cluster.put(2, key(1), "w");
        assertThat(TestCluster.values(cluster.get(3, key(1)))).containsExactly("w");
        Deletes.delete(cluster, 2, key(1));
        Deletes.awaitHolders(cluster, 0);
    }
}
