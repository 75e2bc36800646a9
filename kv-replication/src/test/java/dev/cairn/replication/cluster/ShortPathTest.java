package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;
import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.BucketProperties.BlindWrites;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.Key;
import dev.cairn.api.ShortPath.Read;
import dev.cairn.api.ShortPath.Write;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.Replication;
import dev.cairn.replication.ReplicationConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the short path answers, and what it leaves to the long way. */
class ShortPathTest {
    private static final Key KEY = new Key("b", Bytes.utf8("k"));
    private static final BucketProperties ALONE = bucket(1, Level.QUORUM, "lww");

    private TestCluster cluster = alone(TestCluster.Settings.DEFAULT);
    private ShortCaller caller = new ShortCaller(cluster, 1);

    private static BucketProperties bucket(int n, Consistency level, String resolver) {
        return bucket(n, level, resolver, Mode.EVENTUAL, BlindWrites.SUPERSEDE);
    }

    private static BucketProperties bucket(
            int n, Consistency level, String resolver, Mode mode, BlindWrites blind) {
        return new BucketProperties(
                1, n, level, level, resolver, mode, blind, Optional.empty(), 10 * 1024, 32);
    }

    private static TestCluster alone(TestCluster.Settings settings) {
        TestCluster made = new TestCluster(1, 1, settings);
        made.set("b", ALONE);
        return made;
    }

    private void restart(TestCluster other) {
        cluster = other;
        caller = new ShortCaller(other, 1);
    }

    private Read read() {
        return caller.get(KEY).read();
    }

    private Write write() {
        return caller.put(KEY, "2").write();
    }

    private void assertLeft(Read read, Write write) {
        assertThat(read).isEqualTo(Read.LEFT);
        assertThat(write).isEqualTo(Write.LEFT);
    }

    @Test
    void aValueAndNothingAtAllAreRead() {
        assertThat(read()).isEqualTo(Read.ABSENT);
        cluster.put(1, KEY, "1");
        assertThat(caller.get(KEY).value()).contains("1");
    }

    @Test
    void aWriteIsAcknowledgedWhenItIsOnStableStorageAndSeenAtOnce() {
        cluster.put(1, KEY, "1");
        ShortCaller.Put put = caller.put(KEY, "2");
        assertThat(put.write()).isEqualTo(Write.WAITS);
        assertThat(put.told()).isEmpty();
        assertThat(caller.get(KEY).value()).contains("2");
        cluster.settle();
        assertThat(put.told()).containsExactly("stored");
        assertThat(values(cluster.get(1, KEY))).containsExactly("2");
    }

    @Test
    void aWriteThatIsNotSafeByItsDeadlineIsInDoubt() {
        cluster.put(1, KEY, "1");
        cluster.node(1).engine().stopSyncs();
        ShortCaller.Put put = caller.put(KEY, "2");
        cluster.settle();
        assertThat(put.told()).hasSize(1).allMatch(told -> told.startsWith("TIMEOUT: "));
    }

    @Test
    void whatHasSeveralOwnersIsLeft() {
        restart(TestCluster.of(2));
        cluster.set("b", bucket(2, Level.ONE, "lww"));
        cluster.put(1, KEY, "1");
        cluster.settle();
        assertLeft(read(), write());
        cluster.set("b", ALONE);
        assertThat(new ShortCaller(cluster, owner()).get(KEY).value()).contains("1");
    }

    private int owner() {
        return cluster.owners(KEY).getFirst().equals(n(1)) ? 1 : 2;
    }

    @Test
    void whatAnotherNodeOwnsIsLeft() {
        restart(TestCluster.of(2));
        cluster.set("b", ALONE);
        cluster.put(1, KEY, "1");
        caller = new ShortCaller(cluster, 3 - owner());
        assertLeft(read(), write());
    }

    @Test
    void aLevelThatTheNodeAloneDoesNotReachIsLeft() {
        cluster.put(1, KEY, "1");
        cluster.set("b", bucket(3, Level.QUORUM, "lww"));
        assertLeft(read(), write());
        cluster.set("b", bucket(3, Level.ONE, "lww"));
        assertThat(read()).isEqualTo(Read.FOUND);
    }

    @Test
    void registersAndDataTypesAreLeft() {
        cluster.put(1, KEY, "1");
        cluster.set("b", bucket(1, Level.QUORUM, "lww", Mode.LINEARIZABLE, BlindWrites.SUPERSEDE));
        assertLeft(read(), write());
        cluster.set("b", bucket(1, Level.QUORUM, "counter"));
        assertLeft(read(), write());
    }

    @Test
    void whileOwnersChangeAllIsLeft() {
        restart(new TestCluster(1, 2, 1, TestCluster.Settings.DEFAULT.byRank()));
        cluster.set("b", ALONE);
        cluster.put(1, KEY, "1");
        assertThat(read()).isEqualTo(Read.FOUND);
        cluster.adopt(1, comingIn());
        assertLeft(read(), write());
    }

    @Test
    void aNodeThatLostItsDiskAnswersNothing() {
        cluster.put(1, KEY, "1");
        cluster.takeBackEmpty(1);
        cluster.node(1).restart();
        assertThat(read()).isEqualTo(Read.LEFT);
    }

    @Test
    void aNodeThatStopsTakesNothing() {
        cluster.put(1, KEY, "1");
        cluster.node(1).onLane(Replication::drain);
        assertLeft(read(), write());
    }

    @Test
    void whatIsNotInMemoryIsLeft() {
        cluster.put(1, KEY, "1");
        cluster.node(1).engine().blockingReads(1);
        assertLeft(read(), write());
    }

    @Test
    void aKeyThatNobodyMayHaveIsLeft() {
        assertThat(caller.get(new Key("b", Bytes.wrap(new byte[Key.MAX_KEY_BYTES]))).read())
                .isEqualTo(Read.ABSENT);
        assertThat(caller.get("b", new byte[0]).read()).isEqualTo(Read.LEFT);
        assertThat(caller.get("b", new byte[Key.MAX_KEY_BYTES + 1]).read()).isEqualTo(Read.LEFT);
        assertThat(caller.get("no bucket", new byte[1]).read()).isEqualTo(Read.LEFT);
    }

    @Test
    void aClockThatIsLongerThanItIsShownIsLeft() {
        cluster.put(1, KEY, "1");
        cluster.node(1).losePower();
        cluster.node(1).restart();
        cluster.put(1, KEY, "2");
        BucketProperties one =
                new BucketProperties(
                        1,
                        1,
                        Level.ONE,
                        Level.ONE,
                        "lww",
                        Mode.EVENTUAL,
                        BlindWrites.SUPERSEDE,
                        Optional.empty(),
                        1024,
                        1);
        assertThat(read()).isEqualTo(Read.FOUND);
        cluster.set("b", one);
        assertThat(read()).isEqualTo(Read.LEFT);
    }

    @Test
    void theFirstWriteOfAKeyIsLeft() {
        assertThat(write()).isEqualTo(Write.LEFT);
        cluster.put(1, KEY, "1");
        assertThat(write()).isEqualTo(Write.WAITS);
    }

    @Test
    void aNodeThatMayHaveLostDotsCountsOnFromNone() {
        cluster.put(1, KEY, "1");
        cluster.node(1).losePower();
        cluster.node(1).restart();
        assertThat(read()).isEqualTo(Read.FOUND);
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
        assertThat(read()).isEqualTo(Read.FOUND);
    }

    @Test
    void pairsThatAreTooLargeAreLeft() {
        cluster.put(1, KEY, "1");
        assertThat(caller.put(KEY, "x".repeat(10 * 1024 - 1)).write()).isEqualTo(Write.WAITS);
        assertThat(caller.put(KEY, "x".repeat(10 * 1024)).write()).isEqualTo(Write.LEFT);
    }

    @Test
    void anotherLaneTakesNoWriteAndReadsAll() {
        restart(alone(TestCluster.Settings.DEFAULT.withLanes(2)));
        cluster.put(1, KEY, "1");
        int left = 0;
        for (int i = 0; i < 40; i++) {
            left += write() == Write.LEFT ? 1 : 0;
            assertThat(read()).isEqualTo(Read.FOUND);
        }
        assertThat(left).isBetween(5, 35);
    }

    @Test
    void noWriteComesBetweenOneThatWaitsForTheDiskAndItsRead() {
        cluster.put(1, KEY, "1");
        cluster.node(1).engine().blockingReads(1);
        cluster.startPut(1, TestCluster.request(KEY, "2", Optional.empty()));
        cluster.world().time().advance(Duration.ofNanos(1_000));
        cluster.node(1).engine().blockingReads(0);
        assertThat(caller.put(KEY, "3").write()).isEqualTo(Write.LEFT);
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
        assertThat(put.told()).containsExactly("stored");
        assertThat(cluster.node(2).engine().pairs()).isNotEmpty();
    }

    @Test
    void andIsInDoubtWhenThatOneCannotBeReached() {
        ShortCaller.Put put = putWhileAnOwnerComes();
        cluster.cut(1, 2);
        cluster.settle();
        assertThat(put.told()).hasSize(1).allMatch(told -> told.contains("may take effect"));
    }

    private ShortCaller.Put putWhileAnOwnerComes() {
        restart(new TestCluster(1, 2, 1, TestCluster.Settings.DEFAULT.byRank()));
        cluster.set("b", ALONE);
        Topology both = comingIn();
        Key key = keyOf(both);
        cluster.put(1, key, "1");
        ShortCaller.Put put = caller.put(key, "2");
        assertThat(put.write()).isEqualTo(Write.WAITS);
        cluster.adopt(2, both);
        cluster.adopt(1, both);
        assertThat(put.told()).isEmpty();
        return put;
    }

    /** n2 comes to n1: writes go to both rings, reads to the old one. */
    private Topology comingIn() {
        return cluster.topologyOf(n(1)).next().announce(TestCluster.member(2)).next().begin();
    }

    /** A key that n2 owns when it has come. */
    private Key keyOf(Topology both) {
        for (int i = 0; ; i++) {
            Key key = new Key("b", Bytes.utf8("k" + i));
            int slice = Slices.of(cluster.partitioner().token(key));
            if (cluster.owners(both.future()).at(slice, 1).isOwner(n(2))) {
                return key;
            }
        }
    }
}
