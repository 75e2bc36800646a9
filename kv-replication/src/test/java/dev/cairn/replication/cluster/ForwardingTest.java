package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;
import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.NodeId;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Five nodes, three owners: the key belongs to n1, n2 and n3. */
class ForwardingTest {
    private final TestCluster cluster = TestCluster.of(5);
    private final Key key = cluster.keyOwnedBy(1);

    private PutRequest through(NodeId coordinator) {
        PutRequest put = TestCluster.request(key, "v", Optional.empty());
        return new PutRequest(
                key,
                put.value(),
                put.context(),
                put.ttl(),
                put.operation(),
                RequestOptions.DEFAULT.through(coordinator));
    }

    @Test
    void aNodeThatIsNoOwnerForwardsToTheFirstOwner() {
        WriteResult written = cluster.put(5, key, "v");
        assertThat(written.clock().counters()).containsOnlyKeys("n1");
        assertThat(values(cluster.get(4, key))).containsExactly("v");
        assertThat(cluster.node(5).disk().log()).isEmpty();
    }

    @Test
    void aForwardedRequestGoesToTheNextOwnerWhenTheFirstIsDown() {
        cluster.node(1).kill();
        assertThat(cluster.put(5, key, "v").clock().counters()).containsOnlyKeys("n2");
        assertThat(values(cluster.get(4, key))).containsExactly("v");
    }

    @Test
    void theDeadAreAskedLast() {
        cluster.takeForDead(1, true);
        assertThat(cluster.put(5, key, "v").clock().counters()).containsOnlyKeys("n2");
    }

    @Test
    void aForwardedReadIsAskedAgainElsewhereWhenItsCoordinatorDies() {
        cluster.put(1, key, "v");
        cluster.network().maxDelay(Duration.ofMillis(1));
        var read = cluster.startGet(5, GetRequest.of(key));
        cluster.world().time().advance(Duration.ofNanos(100_000));
        cluster.node(1).kill();
        assertThat(values(cluster.await(read).result())).containsExactly("v");
    }

    @Test
    void aForwardedWriteWhoseCoordinatorDiesIsInDoubtAndNotWrittenTwice() {
        var write = cluster.startPut(5, TestCluster.request(key, "v", Optional.empty()));
        cluster.world().time().advance(Duration.ofNanos(100_000));
        cluster.node(1).kill();
        assertThat(cluster.await(write).code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(cluster.node(2).disk().log()).hasSizeLessThan(2);
    }

    @Test
    void aForwardedRequestGoesToTheNextOwnerWhenTheFirstDrains() {
        cluster.node(1).onLane(replication -> replication.drain());
        assertThat(cluster.put(5, key, "v").clock().counters()).containsOnlyKeys("n2");
    }

    @Test
    void withoutAnyOwnerTheRequestIsUnavailable() {
        cluster.node(1).kill();
        cluster.node(2).kill();
        cluster.node(3).kill();
        cluster.world().time().advance(Duration.ofMillis(10));
        assertThat(cluster.await(cluster.startGet(5, GetRequest.of(key))).code())
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void theCoordinatorCanBeChosenAmongTheOwners() {
        assertThat(cluster.await(cluster.startPut(1, through(n(3)))).result().clock().counters())
                .containsOnlyKeys("n3");
        assertThat(cluster.await(cluster.startPut(2, through(n(2)))).result().clock().counters())
                .containsKeys("n2");
        assertThat(cluster.await(cluster.startPut(1, through(n(4)))).code())
                .isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(cluster.await(cluster.startPut(4, through(n(4)))).code())
                .isEqualTo(ErrorCode.BAD_REQUEST);
        cluster.node(3).kill();
        assertThat(cluster.await(cluster.startPut(1, through(n(3)))).code())
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void explainAsksTheOwnersFromAnyNode() {
        cluster.put(1, key, "v");
        cluster.settle();
        assertThat(cluster.explain(5, key).replicas())
                .hasSize(3)
                .allMatch(replica -> replica.reachable());
    }

    @Test
    void aForwardedTimeoutComesBackAsTheCoordinatorsAnswer() {
        cluster.deafen(1, 2);
        cluster.deafen(1, 3);
        var write =
                cluster.await(cluster.startPut(5, TestCluster.request(key, "v", Optional.empty())));
        assertThat(write.code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(write.error().operation()).as("the id that its coordinator gave it").isPresent();
    }
}
