package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.OperationId;
import dev.cairn.api.PutRequest;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryTest {
    private final TestCluster cluster = TestCluster.of(3);
    private final Key key = cluster.keyOwnedBy(1);

    private PutRequest put(String operation) {
        return new PutRequest(
                key,
                Bytes.utf8("v"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new OperationId(operation)),
                RequestOptions.DEFAULT);
    }

    @Test
    void aRetryOfAnOperationIsAnsweredAsTheFirstTimeAndWritesNothingNew() {
        WriteResult first = cluster.await(cluster.startPut(1, put("mine"))).result();
        cluster.settle();
        WriteResult again = cluster.await(cluster.startPut(1, put("mine"))).result();
        WriteResult elsewhere = cluster.await(cluster.startPut(2, put("mine"))).result();
        assertThat(first.operation()).isEqualTo(new OperationId("mine"));
        assertThat(again.clock()).isEqualTo(first.clock());
        assertThat(elsewhere.clock()).isEqualTo(first.clock());
        assertThat(elsewhere.operation()).isEqualTo(first.operation());
        assertThat(values(cluster.get(3, key))).containsExactly("v");
    }

    @Test
    void aWriteInDoubtIsCompletedByItsRetry() {
        cluster.cut(1, 2);
        cluster.cut(1, 3);
        assertThat(cluster.await(cluster.startPut(1, put("mine"))).code())
                .isEqualTo(ErrorCode.UNAVAILABLE);
        cluster.heal();
        cluster.await(cluster.startPut(1, put("mine"))).result();
        cluster.settle();
        assertThat(cluster.explain(2, key).replicas())
                .allSatisfy(replica -> assertThat(replica.versions()).hasSize(1));
        assertThat(cluster.get(2, key).siblings().getFirst().clock().counters())
                .containsEntry("n1", 1L);
    }

    private List<String> afterAnOverwriteAndARetry() {
        cluster.await(cluster.startPut(1, put("mine"))).result();
        cluster.settle();
        cluster.put(2, key, "later");
        cluster.settle();
        cluster.await(cluster.startPut(1, put("mine"))).result();
        cluster.await(cluster.startPut(3, put("mine"))).result();
        cluster.settle();
        return values(cluster.get(1, key));
    }

    @Test
    void aRetryAppliesOnceAlsoAfterALaterOverwrite() {
        assertThat(afterAnOverwriteAndARetry()).containsExactly("later");
    }

    @Test
    void withoutMarksARetryWouldTakeTheLaterWriteBack() {
        cluster.nodes().forEach(node -> node.engine().keeps(Mutations::withoutMarks));
        assertThat(afterAnOverwriteAndARetry()).contains("v");
    }

    @Test
    void aRetryThroughACoordinatorThatHasNotSeenTheFirstIsTheSameWrite() {
        cluster.cut(1, 2);
        cluster.cut(1, 3);
        cluster.await(cluster.startPut(1, put("mine"))).error();
        cluster.await(cluster.startPut(2, put("mine"))).result();
        cluster.heal();
        cluster.settle();
        assertThat(values(cluster.get(3, key))).containsExactly("v");
    }

    @Test
    void aWriteInDoubtMayBeRetriedUnderTheIdThatTheStoreGaveIt() {
        cluster.cut(1, 2);
        cluster.cut(1, 3);
        OperationId id =
                cluster.await(cluster.startPut(1, TestCluster.request(key, "v", Optional.empty())))
                        .error()
                        .operation()
                        .orElseThrow();
        cluster.await(cluster.startPut(2, put(id.text()))).result();
        cluster.heal();
        cluster.await(cluster.startPut(1, put(id.text()))).result();
        cluster.settle();
        assertThat(values(cluster.get(3, key))).containsExactly("v");
    }

    @Test
    void anotherOperationIsAnotherWrite() {
        cluster.await(cluster.startPut(1, put("one"))).result();
        WriteResult second = cluster.await(cluster.startPut(1, put("two"))).result();
        assertThat(second.clock().counters()).containsEntry("n1", 2L);
    }

    @Test
    void aWriteWithoutAnIdIsGivenOne() {
        OperationId first = cluster.put(1, key, "v").operation();
        OperationId second = cluster.put(1, key, "v").operation();
        assertThat(first).isNotEqualTo(second);
        assertThat(first.text()).endsWith(".default");
    }
}
