package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.BucketProperties.BlindWrites;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.Key;
import dev.cairn.api.ShortPath.Read;
import dev.cairn.api.ShortPath.Write;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.Replication;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.Version;
import dev.cairn.replication.resolve.LastWriteWins;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the short path answers, and what it leaves to the long way. */
class ShortPathTest extends ShortPathStories {
    private Read read() {
        return caller.get(KEY).read();
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
        for (Level reads : List.of(Level.ONE, Level.QUORUM)) {
            Level writes = reads == Level.ONE ? Level.QUORUM : Level.ONE;
            cluster.set("b", bucket(3, reads, writes, "lww"));
            assertLeft(read(), write());
        }
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
    void aResolverThatDoesNotSayThatItKeepsASingleVersionIsLeft() {
        cluster.put(1, KEY, "1");
        ConflictResolver lww = new LastWriteWins();
        cluster.resolve(
                "lww",
                new ConflictResolver() {
                    @Override
                    public Item collapse(Item joined) {
                        return lww.collapse(joined);
                    }

                    @Override
                    public List<Version> resolve(List<Version> live) {
                        return lww.resolve(live);
                    }
                });
        cluster.set("b", ALONE);
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
        cluster.settle();
        assertLeft(read(), write());
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
    void whatCannotBeReadIsLeft() {
        cluster.put(1, KEY, "1");
        Bytes stored = cluster.node(1).engine().pairs().keySet().iterator().next();
        cluster.node(1).engine().damage(stored, stored);
        assertLeft(read(), write());
    }

    /** What is cut out as damaged is not absent. */
    @Test
    void thatThereIsNothingCountsOnlyIfTheSliceIsWholeBehindTheRead() {
        assertThat(read()).isEqualTo(Read.ABSENT);
        Topology elsewhere = cluster.topologyOf(n(1)).next().takeBack(n(1), 4711);
        cluster.node(1)
                .engine()
                .withinNextRead(() -> {
                    cluster.adopt(1, elsewhere);
                    cluster.node(1).replication().clusterChanged();
                });
        assertThat(read()).isEqualTo(Read.LEFT);
    }

    /** The thread was held up, and others may have written meanwhile. */
    @Test
    void whatIsReadWhileOwnersChangeIsLeft() {
        cluster.put(1, KEY, "1");
        ownersChangeWithinNextRead();
        assertThat(read()).isEqualTo(Read.LEFT);
    }

    @Test
    void thatThereIsNothingIsLeftWhileOwnersChange() {
        ownersChangeWithinNextRead();
        assertThat(read()).isEqualTo(Read.LEFT);
    }

    private void ownersChangeWithinNextRead() {
        Topology next = comingIn();
        cluster.node(1).engine().withinNextRead(() -> cluster.adopt(1, next));
    }

    @Test
    void whatItAnswersIsCounted() {
        long before = requests();
        assertThat(write()).isEqualTo(Write.WAITS);
        assertThat(read()).isEqualTo(Read.FOUND);
        assertThat(requests()).isEqualTo(before + 2);
    }

    private long requests() {
        List<Long> count = new ArrayList<>();
        cluster.node(1).onLane(replication -> count.add(replication.requests()));
        cluster.settle();
        return count.getFirst();
    }

    @Test
    void aKeyThatNobodyMayHaveIsLeft() {
        assertThat(caller.get(new Key("b", Bytes.wrap(new byte[Key.MAX_KEY_BYTES]))).read())
                .isEqualTo(Read.ABSENT);
        assertThat(caller.get("b", new byte[0]).read()).isEqualTo(Read.LEFT);
        assertThat(caller.get("b", new byte[Key.MAX_KEY_BYTES + 1]).read()).isEqualTo(Read.LEFT);
        cluster.set("no bucket", ALONE);
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
        assertLeft(read(), write());
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
}
