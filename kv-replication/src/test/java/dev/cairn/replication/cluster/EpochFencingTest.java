package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;
import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Requests while n4 joins n1 to n3 and their nodes go by different epochs (CORRECTNESS rule 9). The
 * key has the owners {@code stays}, {@code goes} and one more, and n4 in the place of {@code goes}.
 */
class EpochFencingTest {
    private final TestCluster cluster =
            new TestCluster(1, 4, 3, TestCluster.Settings.DEFAULT.byRank());
    private final Topology old = cluster.topologyOf(n(1));
    private final Topology both = old.next().announce(TestCluster.member(4)).next().begin();
    private final Topology readNew = both.next().advance();
    private final Topology finished = readNew.next().finish();
    private final Key key = keyThatMoves();
    private final int goes = owners(old).stream().filter(this::leaves).findFirst().orElseThrow();
    private final int stays = owners(finished).stream().filter(i -> i != 4).findFirst().get();
    private final int third = 6 - goes - stays;

    private Key keyThatMoves() {
        for (int i = 0; ; i++) {
            Key candidate = new Key("default", Bytes.utf8("k" + i));
            if (owners(finished, candidate).contains(4)) {
                return candidate;
            }
        }
    }

    private boolean leaves(int owner) {
        return !owners(finished).contains(owner);
    }

    private List<Integer> owners(Topology topology) {
        return owners(topology, key);
    }

    private List<Integer> owners(Topology topology, Key of) {
        int slice = Slices.of(cluster.partitioner().token(of));
        return cluster.owners(topology).at(slice, 3).owners().stream()
                .map(owner -> Integer.parseInt(owner.name().substring(1)))
                .toList();
    }

    private void adopt(Topology topology, int... nodes) {
        for (int node : nodes) {
            cluster.adopt(node, topology);
        }
    }

    private Call<WriteResult> put(int through, String value) {
        return cluster.await(
                cluster.startPut(through, TestCluster.request(key, value, Optional.empty())));
    }

    private static List<NodeId> holders(WriteResult result) {
        return result.receipt().answers().stream().map(Receipt.ReplicaAnswer::node).toList();
    }

    private boolean holds(int node) {
        return !cluster.node(node).engine().pairs().isEmpty();
    }

    @Test
    void whileOwnersChangeAWriteNeedsEnoughOfTheOldAndOfTheNew() {
        adopt(both, 1, 2, 3, 4);
        cluster.node(third).kill();
        assertThat(holders(put(stays, "1").result())).contains(n(stays), n(goes), n(4));
        cluster.node(4).kill();
        assertThat(put(stays, "2").code())
                .as("two of three old owners hold it, but one of the new")
                .isEqualTo(ErrorCode.UNAVAILABLE);
        cluster.node(4).restart();
        cluster.node(goes).kill();
        assertThat(put(stays, "3").code())
                .as("two of three new owners hold it, but one of the old")
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void aCoordinatorThatHasNotHeardOfTheChangeCountsAgainOnceAnOwnerHas() {
        adopt(both, third, goes, 4);
        cluster.node(third).kill();
        WriteResult written = put(stays, "v").result();
        assertThat(written.receipt().epoch()).isEqualTo(both.epoch());
        assertThat(holders(written)).contains(n(4));
        assertThat(holds(4)).isTrue();
    }

    @Test
    void untilItKnowsTheNewerTopologyItAnswersNothing() {
        adopt(both, third, goes, 4);
        cluster.mute(stays);
        assertThat(put(stays, "v").code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(holds(goes)).isTrue();
    }

    @Test
    void aFormerOwnerRefusesAndIsNotCounted() {
        adopt(finished, third, goes, 4);
        cluster.node(third).kill();
        WriteResult written = put(stays, "v").result();
        assertThat(written.receipt().epoch()).isEqualTo(finished.epoch());
        assertThat(holders(written)).containsExactlyInAnyOrder(n(stays), n(4));
        assertThat(holds(goes)).isFalse();
    }

    @Test
    void anOwnerThatIsBehindIsAskedAgainOnceItHasHeard() {
        adopt(both, stays, third, goes);
        cluster.mute(4);
        cluster.node(third).kill();
        Call<WriteResult> write =
                cluster.startPut(stays, TestCluster.request(key, "v", Optional.empty()));
        cluster.world().time().advance(Duration.ofMillis(200));
        assertThat(write.isDone()).isFalse();
        adopt(both, 4);
        assertThat(holders(cluster.await(write).result())).contains(n(4));
    }

    @Test
    void aReaderThatHasNotHeardOfTheChangeReadsAgainWhatTheNewOwnersHold() {
        put(stays, "old").result();
        cluster.settle();
        adopt(finished, 4, stays);
        cluster.cut(4, third);
        cluster.cut(stays, third);
        cluster.cut(stays, goes);
        cluster.cut(4, goes);
        cluster.await(cluster.startPut(4, TestCluster.request(key, "new", Optional.empty())))
                .result();
        cluster.heal();
        adopt(finished, third);
        cluster.deafen(goes, stays);
        ReadResult read = cluster.get(goes, key);
        assertThat(values(read)).contains("new");
        assertThat(read.receipt().epoch()).isEqualTo(finished.epoch());
        assertThat(read.receipt().answers())
                .extracting(Receipt.ReplicaAnswer::node)
                .doesNotContain(n(goes));
    }

    @Test
    void aRequestForwardedToAFormerOwnerFindsItsWayToAPresentOne() {
        put(stays, "v").result();
        cluster.settle();
        adopt(finished, 1, 2, 3);
        RequestOptions toFormer =
                new RequestOptions(
                        Optional.empty(), Optional.empty(), Optional.of(n(goes)), Optional.empty());
        Call<ReadResult> named = cluster.startGet(4, new GetRequest(key, toFormer));
        assertThat(cluster.await(named).code())
                .as("by the newer topology it is no replica of the key")
                .isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(values(cluster.get(4, key))).containsExactly("v");
        assertThat(cluster.topologyOf(n(4)).epoch()).isEqualTo(finished.epoch());
    }
}
