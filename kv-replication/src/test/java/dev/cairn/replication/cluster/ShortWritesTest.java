package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;
import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.BucketProperties.BlindWrites;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.Key;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationRequest;
import dev.cairn.api.OperationResult;
import dev.cairn.api.OperationResult.Status;
import dev.cairn.api.ShortPath.Read;
import dev.cairn.api.ShortPath.Write;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.Replication;
import dev.cairn.api.version.Dot;
import dev.cairn.replication.ReplicationConfig;
import dev.cairn.replication.coordinator.WriteId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the short path writes, and when it is acknowledged. */
class ShortWritesTest extends ShortPathStories {
    @Test
    void aWriteIsAcknowledgedWhenItIsOnStableStorageAndSeenAtOnce() {
        cluster.put(1, KEY, "1");
        ShortCaller.Put put = caller.put(KEY, "2");
        assertThat(put.write()).isEqualTo(Write.WAITS);
        assertThat(put.told()).isEmpty();
        assertThat(caller.get(KEY).value()).contains("2");
        cluster.settle();
        assertThat(put.told()).containsExactly("stored by " + epoch());
        assertThat(values(cluster.get(1, KEY))).containsExactly("2");
    }

    @Test
    void aWriteThatIsNotSafeByItsDeadlineIsInDoubt() {
        cluster.put(1, KEY, "1");
        cluster.node(1).engine().stopSyncs();
        ShortCaller.Put put = caller.put(KEY, "2");
        cluster.settle();
        assertThat(put.told()).hasSize(1).allMatch(told -> told.startsWith("TIMEOUT: "));
        assertThat(put.operation()).isEqualTo(put.result().map(WriteResult::operation));
        cluster.node(1).engine().resumeSyncs();
        assertThat(write()).isEqualTo(Write.WAITS);
        cluster.settle();
        assertThat(put.told()).as("once").hasSize(1);
    }

    @Test
    void aWriteThatWaitsWhileItsNodeStopsIsInDoubt() {
        cluster.node(1).engine().stopSyncs();
        ShortCaller.Put put = caller.put(KEY, "1");
        cluster.node(1).onLane(Replication::close);
        cluster.settle();
        assertThat(put.told()).hasSize(1).allMatch(told -> told.startsWith("UNAVAILABLE: "));
        assertThat(put.operation()).isEqualTo(put.result().map(WriteResult::operation));
    }

    @Test
    void whatBecameOfAWriteCanBeAskedByItsId() {
        ShortCaller.Put put = caller.put(KEY, "1");
        Call<OperationResult> call = new Call<>();
        OperationId id = put.result().get().operation();
        cluster.node(1)
                .onLane(replication ->
                        replication.keyValues().resolve(OperationRequest.of(id), call));
        assertThat(cluster.await(call).result().status()).isEqualTo(Status.APPLIED);
    }

    @Test
    void theFirstWriteOfAKeyOpensAnEpoch() {
        ShortCaller.Put first = caller.put(KEY, "1");
        ShortCaller.Put other = caller.put(OTHER, "1");
        assertThat(first.write()).isEqualTo(Write.WAITS);
        assertThat(caller.get(KEY).value()).contains("1");
        assertThat(minted(first).actor().epoch()).isLessThan(minted(other).actor().epoch());
        assertThat(minted(caller.put(KEY, "2"))).isEqualTo(new Dot(minted(first).actor(), 2));
    }

    /** CORRECTNESS rule 1. */
    @Test
    void afterItsCopyIsGoneTheNextWriteCountsInAnotherEpoch() throws IOException {
        Dot before = minted(caller.put(KEY, "1"));
        cluster.settle();
        cluster.node(1).kill();
        cluster.node(1).disk().cutTo(0);
        cluster.node(1).simulatedDirectory().delete("whole");
        cluster.node(1).restart();
        assertThat(minted(caller.put(KEY, "2")).actor().epoch())
                .isGreaterThan(before.actor().epoch());
    }

    private static Dot minted(ShortCaller.Put put) {
        return WriteId.parse(put.result().get().operation()).minted().get().dot();
    }

    @Test
    void aNodeThatMayHaveLostDotsCountsOnFromNone() {
        cluster.put(1, KEY, "1");
        cluster.node(1).losePower();
        cluster.node(1).restart();
        assertThat(caller.get(KEY).read()).isEqualTo(Read.FOUND);
        assertThat(write()).isEqualTo(Write.LEFT);
    }

    @Test
    void writesThatDoNotReplaceWhatIsHeldAreLeft() {
        cluster.put(1, KEY, "1");
        for (BlindWrites blind : List.of(BlindWrites.SIBLING, BlindWrites.REFUSE)) {
            cluster.set("b", bucket(1, Level.ONE, "siblings", Mode.EVENTUAL, blind));
            assertThat(write()).isEqualTo(Write.LEFT);
        }
    }

    @Test
    void aClosedBucketTakesNoWrites() {
        cluster.put(1, KEY, "1");
        cluster.close("b", true);
        assertThat(write()).isEqualTo(Write.LEFT);
        assertThat(caller.get(KEY).read()).isEqualTo(Read.FOUND);
    }

    @Test
    void pairsThatAreTooLargeAreLeft() {
        cluster.put(1, KEY, "1");
        assertThat(caller.put(KEY, "x".repeat(10 * 1024 - 1)).write()).isEqualTo(Write.WAITS);
        assertThat(caller.put(KEY, "x".repeat(10 * 1024)).write()).isEqualTo(Write.LEFT);
        cluster.set("b", bucket(1, Level.ONE, Level.ONE, "lww", 1 << 20));
        assertThat(caller.put(KEY, "x".repeat(64 * 1024)).write()).isEqualTo(Write.LEFT);
    }

    @Test
    void whatAnotherNodeHasWrittenIsLeft() {
        restart(TestCluster.of(2));
        caller = new ShortCaller(cluster, 2);
        cluster.set("b", ALONE);
        Key own = keyOfSecond("own");
        Key other = keyOfSecond("other");
        cluster.set("b", bucket(2, Level.ONE, "lww"));
        cluster.put(1, other, "1");
        cluster.settle();
        cluster.set("b", ALONE);
        caller.put(own, "1");
        assertThat(caller.put(own, "2").write()).isEqualTo(Write.WAITS);
        assertThat(caller.get(other).read()).isEqualTo(Read.FOUND);
        assertThat(caller.put(other, "2").write()).isEqualTo(Write.LEFT);
    }

    /** A key that n2 owns alone. */
    private Key keyOfSecond(String name) {
        for (int i = 0; ; i++) {
            Key key = new Key("b", Bytes.utf8(name + i));
            if (cluster.owners(key).getFirst().equals(n(2))) {
                return key;
            }
        }
    }

    /** Dots decide where time does not, and then any stamp does. */
    @Test
    void whereTimeDecidesAWriteBehindOneFromTheFutureIsLeft() {
        startWithClockAhead(Duration.ofHours(2));
        cluster.put(1, KEY, "future");
        startWithClockAhead(Duration.ZERO);
        assertThat(write()).isEqualTo(Write.LEFT);
        cluster.set("b", bucket(1, Level.ONE, "siblings"));
        assertThat(write()).isEqualTo(Write.WAITS);
    }

    private void startWithClockAhead(Duration ahead) {
        cluster.settle();
        cluster.node(1).stop();
        cluster.node(1).clockAhead(ahead);
        cluster.node(1).restart();
    }

    /** CORRECTNESS rule 4. */
    @Test
    void aWriteBearsTheRoundOfItsSlice() {
        restart(Deletes.cluster(1, 3, 1));
        cluster.set("b", Deletes.copies(3));
        Deletes.delete(cluster, 1, KEY);
        cluster.world().time().advance(Deletes.COLLECTED);
        cluster.set("b", ALONE);
        int owner = 1;
        while (!cluster.owners(KEY).getFirst().equals(n(owner))) {
            owner++;
        }
        caller = new ShortCaller(cluster, owner);
        ShortCaller.Put put = caller.put(KEY, "1");
        assertThat(round(put.result().get().operation()))
                .isPositive()
                .isEqualTo(round(cluster.put(1, KEY, "2").operation()));
    }

    private static long round(OperationId id) {
        return WriteId.parse(id).minted().get().round();
    }

    @Test
    void noWriteComesBetweenOneThatWaitsForTheDiskAndItsRead() {
        cluster.put(1, KEY, "1");
        cluster.node(1).engine().blockingReads(1);
        cluster.startPut(1, TestCluster.request(KEY, "2", Optional.empty()));
        cluster.world().time().advance(Duration.ofNanos(1_000));
        cluster.node(1).engine().blockingReads(0);
        assertThat(caller.put(KEY, "3").write()).isEqualTo(Write.LEFT);
        assertThat(caller.put(OTHER, "3").write()).isEqualTo(Write.WAITS);
        cluster.settle();
        assertThat(write()).isEqualTo(Write.WAITS);
    }

    @Test
    void noMoreWritesWaitThanMay() {
        restart(alone(TestCluster.Settings.DEFAULT.with(ReplicationConfig.bounded(8, 3))));
        cluster.put(1, KEY, "1");
        cluster.node(1).engine().stopSyncs();
        for (int i = 0; i < 3; i++) {
            assertThat(write()).isEqualTo(Write.WAITS);
        }
        assertThat(write()).as("the disk's queue is full").isEqualTo(Write.LEFT);
        restart(alone(TestCluster.Settings.DEFAULT.with(ReplicationConfig.bounded(4, 100))));
        cluster.put(1, KEY, "1");
        cluster.node(1).engine().stopSyncs();
        for (int i = 0; i < 4; i++) {
            assertThat(write()).isEqualTo(Write.WAITS);
        }
        assertThat(write()).as("the table is full").isEqualTo(Write.LEFT);
    }

    @Test
    void aDiskThatRefusesIsNotTrustedWithTheDotsThatItWasGiven() {
        cluster.put(1, KEY, "1");
        cluster.node(1).engine().readOnly(true);
        assertThat(write()).isEqualTo(Write.LEFT);
        cluster.node(1).engine().readOnly(false);
        assertThat(write()).as("counts on from nothing").isEqualTo(Write.LEFT);
    }

    /** CORRECTNESS rule 9: counted by the topology of the acknowledgement. */
    @Test
    void aWriteThatWaitsWhileItsKeyGetsAnOwnerMoreIsAcknowledgedWhenThatOneHasItToo() {
        ShortCaller.Put put = putWhileAnOwnerComes();
        cluster.settle();
        assertThat(put.told()).containsExactly("stored by " + epoch());
        assertThat(cluster.node(2).engine().pairs()).isNotEmpty();
    }

    @Test
    void andIsInDoubtWhenThatOneCannotBeReached() {
        ShortCaller.Put put = putWhileAnOwnerComes();
        cluster.cut(1, 2);
        cluster.settle();
        assertThat(put.told()).hasSize(1).allMatch(told -> told.contains("may take effect"));
        assertThat(put.operation()).isEqualTo(put.result().map(WriteResult::operation));
    }

    /** Seen by a thread that another one overtakes: the write is in the old topology's owner. */
    @Test
    void anOwnerThatComesWithinTheWriteIsWaitedForToo() {
        restart(
                new TestCluster(
                        1, 2, 1, TestCluster.Settings.DEFAULT.byRank().acknowledgingEarly()));
        cluster.set("b", ALONE);
        Topology both = comingIn();
        Key key = keyOf(both);
        cluster.put(1, key, "1");
        cluster.adopt(2, both);
        cluster.node(1).engine().withinNextWrite(() -> cluster.adopt(1, both));
        ShortCaller.Put put = caller.put(key, "2");
        assertThat(put.write()).isEqualTo(Write.WAITS);
        cluster.settle();
        assertThat(put.told()).containsExactly("stored by " + both.epoch());
        assertThat(cluster.node(2).engine().pairs()).isNotEmpty();
    }

    /** Its own answer comes behind the call, also where nobody else has to be waited for. */
    @Test
    void soItIsWhereTheKeyGetsNoOtherOwner() {
        restart(
                new TestCluster(
                        1, 2, 1, TestCluster.Settings.DEFAULT.byRank().acknowledgingEarly()));
        cluster.set("b", ALONE);
        Topology both = comingIn();
        Key key = keyOf(both, 1);
        cluster.put(1, key, "1");
        cluster.node(1).engine().withinNextWrite(() -> cluster.adopt(1, both));
        ShortCaller.Put put = caller.put(key, "2");
        assertThat(put.write()).isEqualTo(Write.WAITS);
        cluster.settle();
        assertThat(put.told()).containsExactly("stored by " + both.epoch());
    }

    private ShortCaller.Put putWhileAnOwnerComes() {
        restart(new TestCluster(1, 2, 1, TestCluster.Settings.DEFAULT.byRank()));
        cluster.set("b", ALONE);
        Topology both = comingIn();
        Key key = keyOf(both);
        cluster.put(1, key, "1");
        ShortCaller.Put put = caller.put(key, "2");
        assertThat(put.write()).isEqualTo(Write.WAITS);
        assertThat(caller.put(key, "3").write()).isEqualTo(Write.WAITS);
        cluster.adopt(2, both);
        cluster.adopt(1, both);
        assertThat(put.told()).isEmpty();
        return put;
    }

    @Test
    void whoWatchesHearsOfIt() {
        TestWatcher watcher = new TestWatcher(cluster, WatchRequest.of("b")).start(1);
        cluster.settle();
        assertThat(caller.put(KEY, "1").write()).isEqualTo(Write.WAITS);
        cluster.settle();
        assertThat(watcher.known(KEY)).contains(Set.of("1"));
        caller.put(KEY, "2");
        cluster.settle();
        assertThat(watcher.told()).containsExactly("k", "k");
        assertThat(watcher.known(KEY)).contains(Set.of("2"));
    }

    private long epoch() {
        return cluster.topologyOf(n(1)).epoch();
    }

    /** A key that n2 owns when it has come. */
    private Key keyOf(Topology both) {
        return keyOf(both, 2);
    }

    /** A key that a node owns then. */
    private Key keyOf(Topology both, int owner) {
        for (int i = 0; ; i++) {
            Key key = new Key("b", Bytes.utf8("k" + i));
            int slice = Slices.of(cluster.partitioner().token(key));
            if (cluster.owners(both.future()).at(slice, 1).isOwner(n(owner))) {
                return key;
            }
        }
    }
}
