package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.Context;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.Key;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.spi.Transport.Frame;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is left of deletes goes once it may, and what was deleted stays deleted. */
class DeletesTest {
    private static final int REPLICA_WRITE = 0x20;

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
        Deletes.collect(cluster);
        assertThat(Deletes.holders(cluster)).isZero();
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
        TestCluster cluster = Deletes.cluster(1, 3, 1);
        Key key = cluster.keyOwnedBy(1);
        cluster.node(1).stop();
        cluster.node(1).clockAhead(Duration.ofHours(1));
        cluster.node(1).restart();
        cluster.await(cluster.startPut(2, Deletes.expiring(key, Duration.ofMinutes(30)))).result();
        Deletes.collect(cluster);
        assertThat(Deletes.holders(cluster)).isEqualTo(3);
    }

    @Test
    void aReplicaThatWasAwayForAMonthBringsNothingBack() {
        TestCluster cluster = Deletes.cluster(1, 3, 1);
        cluster.put(1, key(1), "v");
        cluster.settle();
        cluster.node(3).kill();
        cluster.takeForDead(3, true);
        Deletes.delete(cluster, 1, key(1));
        cluster.world().time().advance(Duration.ofMinutes(2));
        assertThat(Deletes.holders(cluster)).as("the delete waits for it").isEqualTo(3);
        assertThat(cluster.events()).anyMatch(event -> event.contains("[n3]"));
        cluster.node(3).restart();
        cluster.takeForDead(3, false);
        Deletes.collect(cluster);
        assertThat(Deletes.holders(cluster)).isZero();
        assertThat(cluster.get(3, key(1)).siblings()).isEmpty();
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
        Deletes.collect(cluster);
        assertThat(Deletes.holders(cluster)).isZero();
    }

    /** Without the rounds' stamps it would come back. */
    @Test
    void aWriteThatWasLongUnderWayIsRefused() {
        TestCluster cluster = Deletes.cluster(1, 3, 1);
        List<Frame> writes = new ArrayList<>();
        cluster.network()
                .onSend((from, frame) -> {
                    if (frame.kind() == REPLICA_WRITE && from.equals(n(1))) {
                        writes.add(frame);
                    }
                });
        cluster.put(1, key(1), "v");
        Frame late = writes.getFirst();
        Deletes.delete(cluster, 1, key(1));
        Deletes.collect(cluster);
        assertThat(Deletes.holders(cluster)).isZero();
        byte[] payload = new byte[late.size()];
        late.writeTo(MemorySegment.ofArray(payload));
        cluster.node(2)
                .onLane(replication ->
                        replication.frame(n(1), late.kind(), MemorySegment.ofArray(payload)));
        Deletes.collect(cluster);
        assertThat(Deletes.holders(cluster)).isZero();
        assertThat(cluster.get(3, key(1)).siblings()).isEmpty();
    }

    @Test
    void aNodeOnANewDiskTakesUpTheRoundsOfTheOthers() {
        TestCluster cluster = Deletes.cluster(1, 3, 2);
        cluster.put(1, key(1), "v");
        Deletes.delete(cluster, 1, key(1));
        Deletes.collect(cluster);
        cluster.node(2).kill();
        cluster.node(2).loseDisk();
        cluster.adopt(1, cluster.topologyOf(n(1)).next().takeBack(n(2), 77));
        cluster.adopt(2, cluster.topologyOf(n(1)));
        cluster.adopt(3, cluster.topologyOf(n(1)));
        cluster.node(2).restart();
        cluster.settle();
        cluster.put(2, key(1), "w");
        assertThat(TestCluster.values(cluster.get(3, key(1)))).containsExactly("w");
        Deletes.delete(cluster, 2, key(1));
        Deletes.collect(cluster);
        assertThat(Deletes.holders(cluster)).isZero();
    }
}
