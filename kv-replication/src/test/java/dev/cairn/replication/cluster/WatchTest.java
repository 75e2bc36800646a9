package dev.cairn.replication.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.spi.Replication;
import dev.cairn.replication.ReplicationConfig;
import dev.cairn.testkit.check.Seeded;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Watchers on a cluster. */
class WatchTest {
    private TestCluster cluster = TestCluster.of(3);

    private static Key key(String name) {
        return new Key("default", Bytes.utf8(name));
    }

    private TestWatcher watch() {
        return new TestWatcher(cluster, WatchRequest.of("default"));
    }

    private void put(String... names) {
        for (String name : names) {
            cluster.put(
                    1 + Math.floorMod(name.hashCode(), cluster.nodes().size()),
                    key(name),
                    name + "'s value");
        }
    }

    @Test
    void aWriteThroughAnyNodeIsToldOnceThroughAnyNode() {
        for (int node = 1; node <= 3; node++) {
            TestWatcher watcher = watch().start(node);
            String[] names = {"a" + node, "b" + node, "c" + node};
            put(names);
            cluster.put(1, new Key("other", Bytes.utf8("x")), "not of this bucket");
            cluster.settle();
            assertThat(watcher.told()).containsExactlyInAnyOrder(names);
            assertThat(watcher.known(key(names[0]))).contains(Set.of(names[0] + "'s value"));
            assertThat(watcher.resyncs()).isZero();
        }
    }

    @Test
    void whoWatchesAKeyHearsOfNoOther() {
        TestWatcher watcher = new TestWatcher(cluster, WatchRequest.of(key("a"))).start(2);
        put("a", "aa", "b");
        cluster.settle();
        assertThat(watcher.told()).containsExactly("a");
    }

    @Test
    void aDeletedKeyIsToldWithoutValues() {
        put("a");
        TestWatcher watcher = watch().start(3);
        cluster.await(cluster.startDelete(1, DeleteRequest.of(key("a")))).result();
        cluster.settle();
        assertThat(watcher.known(key("a"))).contains(Set.of());
    }

    /** The watcher dawdles until nothing is left of the delete that it would be told of. */
    @Test
    void aDeleteThatIsForgottenMeanwhileIsToldAllTheSame() {
        cluster = Deletes.cluster(1, 3, 1);
        put("a");
        TestWatcher watcher = watch().start(3);
        put("b");
        cluster.settle();
        watcher.hesitate();
        put("c", "d");
        cluster.settle();
        Deletes.delete(cluster, 1, key("b"));
        Deletes.collect(cluster);
        assertThat(cluster.nodes())
                .allSatisfy(node -> assertThat(node.engine().pairs()).hasSize(3));
        watcher.hurry();
        cluster.settle();
        assertThat(watcher.known(key("b"))).contains(Set.of());
    }

    @Test
    void aWatchGoesOnFromItsPositionThroughAnotherNode() {
        TestWatcher watcher = watch().start(1);
        put("a");
        cluster.settle();
        cluster.node(1).kill();
        cluster.takeForDead(1, true);
        cluster.put(2, key("b"), "b");
        cluster.settle();
        watcher.open(2);
        cluster.settle();
        assertThat(watcher.told()).contains("a", "b");
        assertThat(watcher.resyncs()).isZero();
    }

    @Test
    void whoLagsTooFarBehindIsToldToReadAnewAndHearsOfWhatComesAfterwards() {
        ReplicationConfig brief = ReplicationConfig.DEFAULT.withWatchKeys(16);
        cluster = new TestCluster(1, 3, TestCluster.Settings.DEFAULT.with(brief));
        TestWatcher watcher = watch().start(1);
        watcher.hesitate();
        for (int i = 0; i < 100; i++) {
            cluster.put(1 + i % 3, key("k" + i), "v");
        }
        watcher.hurry();
        cluster.settle();
        assertThat(watcher.resyncs()).isEqualTo(1);
        put("a");
        cluster.settle();
        assertThat(watcher.told()).contains("a");
        assertThat(watcher.resyncs()).isEqualTo(1);
    }

    @Test
    void aRestartGoesUnnoticedWhileAnotherOwnerWasFollowedThroughout() {
        TestWatcher watcher = watch().start(1);
        cluster.node(2).kill();
        cluster.put(1, key("a"), "v");
        cluster.put(3, key("b"), "v");
        cluster.node(2).restart();
        cluster.settle();
        assertThat(watcher.resyncs()).isZero();
        cluster.node(3).kill();
        cluster.node(3).restart();
        cluster.settle();
        assertThat(watcher.told()).contains("a", "b");
        assertThat(watcher.resyncs()).isZero();
        cluster.node(1).kill();
        cluster.node(1).restart();
        cluster.settle();
        watcher.open(2);
        cluster.settle();
        assertThat(watcher.resyncs()).as("none is left that was followed").isEqualTo(1);
    }

    @Test
    void whatWasNotToldYetIsToldByTheNextNode() {
        cluster.set("default", Deletes.copies(1));
        TestWatcher watcher = watch().start(1);
        watcher.hesitate();
        String[] names = {"a", "b", "c", "d", "e", "f", "g", "h"};
        put(names);
        cluster.settle();
        watcher.takeOne();
        cluster.settle();
        assertThat(watcher.told()).as("what two owners told").hasSizeBetween(2, 7);
        watcher.hurry();
        watcher.open(2);
        cluster.settle();
        assertThat(watcher.told()).contains(names);
        assertThat(watcher.resyncs()).isZero();
    }

    @Test
    void aPositionInTheJournalOfAnEarlierProcessIsNoneInThisOne() {
        cluster = TestCluster.of(1);
        cluster.set("default", Deletes.copies(1));
        TestWatcher watcher = watch().start(1);
        put("a");
        cluster.settle();
        cluster.node(1).kill();
        cluster.node(1).restart();
        put("missed");
        TestWatcher another = watch().start(1);
        put("b", "c", "d");
        cluster.settle();
        assertThat(another.told()).contains("b", "c", "d");
        watcher.open(1);
        cluster.settle();
        assertThat(watcher.resyncs()).isEqualTo(1);
    }

    @Test
    void keysOfALinearizableBucketAreToldWithWhatIsDecided() {
        cluster.set("default", RegisterRun.properties());
        TestWatcher watcher = watch().start(3);
        put("a", "b");
        cluster.put(2, key("a"), "again");
        cluster.await(cluster.startDelete(1, DeleteRequest.of(key("b")))).result();
        cluster.settle();
        assertThat(watcher.known(key("a"))).contains(Set.of("again"));
        assertThat(watcher.known(key("b"))).contains(Set.of());
    }

    @Test
    void aNodeThatStopsSendsItsWatchersElsewhere() {
        TestWatcher watcher = watch().start(1);
        cluster.node(1).onLane(Replication::drain);
        cluster.settle();
        assertThat(watcher.end())
                .hasValueSatisfying(
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void aWatchOfWhatNobodyAnswersForDoesNotBegin() {
        cluster = TestCluster.of(5);
        cluster.node(2).kill();
        cluster.node(3).kill();
        cluster.node(4).kill();
        TestWatcher watcher = watch().open(1);
        cluster.settle();
        assertThat(watcher.events()).isZero();
        assertThat(watcher.end())
                .hasValueSatisfying(
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Seeded(cases = 4)
    void whateverFailsTheLastStateOfEveryKeyIsTold(long seed) {
        new WatchRun(seed).run(150);
    }

    @Tag("long")
    @Seeded(cases = 300)
    void theLastStateIsToldAlsoInLongRuns(long seed) {
        new WatchRun(seed).run(400);
    }
}
