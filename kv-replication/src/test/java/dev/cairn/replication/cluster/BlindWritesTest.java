package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.BucketProperties.BlindWrites;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.ReadResult;
import dev.cairn.api.WriteResult;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BlindWritesTest {
    private final TestCluster cluster = TestCluster.of(3);

    private static BucketProperties bucket(String resolver, BlindWrites blindWrites) {
        return new BucketProperties(
                1,
                3,
                Level.QUORUM,
                Level.QUORUM,
                resolver,
                Mode.EVENTUAL,
                blindWrites,
                Optional.empty(),
                10 * 1024,
                32);
    }

    private Key key(String bucket) {
        return new Key(bucket, Bytes.utf8("a"));
    }

    @Test
    void blindWritesThroughThreeCoordinatorsOneAfterAnotherLeaveTheLast() {
        Key key = cluster.keyOwnedBy(1);
        cluster.put(1, key, "1");
        cluster.settle();
        cluster.put(2, key, "2");
        cluster.settle();
        cluster.put(3, key, "3");
        assertThat(values(cluster.get(1, key))).containsExactly("3");
        assertThat(values(cluster.get(2, key))).containsExactly("3");
    }

    @Test
    void aBlindWriteReplacesOnlyWhatItsCoordinatorHolds() {
        Key key = cluster.keyOwnedBy(1);
        Call<WriteResult> one =
                cluster.startPut(1, TestCluster.request(key, "1", Optional.empty()));
        Call<WriteResult> two =
                cluster.startPut(2, TestCluster.request(key, "2", Optional.empty()));
        cluster.await(one).result();
        cluster.await(two).result();
        assertThat(values(cluster.get(3, key))).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void theBucketMayMakeBlindWritesSiblings() {
        cluster.set("s", bucket("siblings", BlindWrites.SIBLING));
        cluster.put(1, key("s"), "1");
        cluster.put(1, key("s"), "2");
        ReadResult both = cluster.get(2, key("s"));
        assertThat(values(both)).containsExactlyInAnyOrder("1", "2");
        cluster.put(3, key("s"), "3", both.context());
        assertThat(values(cluster.get(2, key("s")))).containsExactly("3");
    }

    @Test
    void theBucketMayRefuseBlindWrites() {
        cluster.set("r", bucket("siblings", BlindWrites.REFUSE));
        Call<WriteResult> put =
                cluster.await(
                        cluster.startPut(1, TestCluster.request(key("r"), "1", Optional.empty())));
        assertThat(put.code()).isEqualTo(ErrorCode.BAD_REQUEST);
        cluster.put(1, key("r"), "1", cluster.get(1, key("r")).context());
        assertThat(values(cluster.get(2, key("r")))).containsExactly("1");
    }

    @Test
    void withLastWriteWinsConcurrentWritesLeaveOneValueOnEveryReplica() {
        cluster.set("l", bucket("lww", BlindWrites.SIBLING));
        Call<WriteResult> one =
                cluster.startPut(1, TestCluster.request(key("l"), "1", Optional.empty()));
        Call<WriteResult> two =
                cluster.startPut(2, TestCluster.request(key("l"), "2", Optional.empty()));
        cluster.await(one).result();
        cluster.await(two).result();
        cluster.settle();
        assertThat(values(cluster.get(3, key("l")))).hasSize(1);
        assertThat(cluster.explain(1, key("l")).replicas())
                .extracting(replica -> replica.versions().size())
                .containsExactly(1, 1, 1);
    }

    @Test
    void aDeleteIsReadAsAbsentAndItsContextCoversIt() {
        Key key = cluster.keyOwnedBy(2);
        cluster.put(1, key, "1");
        cluster.settle();
        cluster.await(cluster.startDelete(3, DeleteRequest.of(key))).result();
        ReadResult read = cluster.get(1, key);
        assertThat(read.found()).isFalse();
        cluster.put(2, key, "2", read.context());
        assertThat(values(cluster.get(3, key))).containsExactly("2");
        cluster.settle();
        assertThat(cluster.explain(1, key).replicas())
                .allSatisfy(replica -> assertThat(replica.versions()).hasSize(1));
    }
}
