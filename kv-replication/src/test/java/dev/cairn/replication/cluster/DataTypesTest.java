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
import dev.cairn.api.OperationId;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counters and sets on a cluster. */
class DataTypesTest {
    private static final Key VISITS = new Key("counters", Bytes.utf8("visits"));
    private static final Key TAGS = new Key("sets", Bytes.utf8("tags"));

    private final TestCluster cluster = TestCluster.of(3);

    static BucketProperties bucket(String resolver) {
        return new BucketProperties(
                1,
                3,
                Level.QUORUM,
                Level.QUORUM,
                resolver,
                Mode.EVENTUAL,
                BlindWrites.SUPERSEDE,
                Optional.empty(),
                1024,
                32);
    }

    @BeforeEach
    void buckets() {
        cluster.set("counters", bucket("counter"));
        cluster.set("sets", bucket("or-set"));
    }

    private Call<WriteResult> start(int through, Key key, String operation) {
        return cluster.startPut(through, TestCluster.request(key, operation, Optional.empty()));
    }

    @Test
    void addsThroughAllCoordinatorsAtOnceCountOnceEach() {
        Call<WriteResult> one = start(1, VISITS, "{\"add\":1}");
        Call<WriteResult> two = start(2, VISITS, "{\"add\":10}");
        Call<WriteResult> three = start(3, VISITS, "{\"add\":-100}");
        cluster.await(one).result();
        cluster.await(two).result();
        cluster.await(three).result();
        cluster.put(2, VISITS, "{\"add\":1000}");
        assertThat(values(cluster.get(1, VISITS))).containsExactly("911");
        cluster.settle();
        assertThat(cluster.explain(1, VISITS).replicas())
                .allSatisfy(replica -> assertThat(replica.versions()).hasSize(3));
    }

    @Test
    void aRetryWithTheSameOperationIdCountsOnceThroughAnyCoordinatorThatHoldsTheFirst() {
        PutRequest put =
                new PutRequest(
                        VISITS,
                        Bytes.utf8("{\"add\":5}"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new OperationId("retry-me")),
                        RequestOptions.DEFAULT);
        cluster.await(cluster.startPut(1, put)).result();
        cluster.settle();
        cluster.await(cluster.startPut(1, put)).result();
        cluster.await(cluster.startPut(3, put)).result();
        assertThat(values(cluster.get(2, VISITS))).containsExactly("5");
    }

    @Test
    void withoutAnIdItCountsAgain() {
        cluster.put(1, VISITS, "{\"add\":5}");
        cluster.put(1, VISITS, "{\"add\":5}");
        assertThat(values(cluster.get(2, VISITS))).containsExactly("10");
    }

    @Test
    void aRetryCountsOnceAlsoWhenMoreWasCountedSince() {
        PutRequest put =
                new PutRequest(
                        VISITS,
                        Bytes.utf8("{\"add\":5}"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new OperationId("retry-me")),
                        RequestOptions.DEFAULT);
        cluster.await(cluster.startPut(1, put)).result();
        cluster.put(1, VISITS, "{\"add\":1}");
        cluster.settle();
        cluster.await(cluster.startPut(1, put)).result();
        cluster.await(cluster.startPut(3, put)).result();
        assertThat(values(cluster.get(2, VISITS))).containsExactly("6");
    }

    @Test
    void anAddWinsOverARemoveThatHasNotSeenIt() {
        cluster.put(1, TAGS, "{\"add\":[\"a\",\"b\"]}");
        cluster.settle();
        Call<WriteResult> remove = start(2, TAGS, "{\"remove\":[\"a\",\"b\"]}");
        Call<WriteResult> add = start(3, TAGS, "{\"add\":[\"a\"]}");
        cluster.await(remove).result();
        cluster.await(add).result();
        assertThat(values(cluster.get(1, TAGS))).containsExactly("[\"a\"]");
    }

    @Test
    void aRemoveCoversWhatItsWriterHasSeenAlsoWhereTheCoordinatorLacksIt() {
        cluster.put(2, TAGS, "{\"add\":[\"b\"]}");
        cluster.settle();
        cluster.cut(1, 3);
        cluster.cut(2, 3);
        cluster.put(1, TAGS, "{\"add\":[\"a\"]}");
        ReadResult seen = cluster.get(2, TAGS);
        assertThat(values(seen)).containsExactly("[\"a\",\"b\"]");
        cluster.cut(1, 2);
        PutRequest removed =
                TestCluster.request(TAGS, "{\"remove\":[\"a\"]}", Optional.of(seen.context()));
        Call<WriteResult> remove = cluster.startPut(3, removed);
        cluster.settle();
        cluster.heal();
        cluster.settle();
        assertThat(remove.isDone()).isTrue();
        cluster.get(1, TAGS);
        cluster.settle();
        assertThat(values(cluster.get(1, TAGS))).containsExactly("[\"b\"]");
    }

    @Test
    void aDeletedSetIsGoneAndAnAddBesideTheDeleteStays() {
        cluster.put(1, TAGS, "{\"add\":[\"a\",\"b\"]}");
        cluster.settle();
        Call<WriteResult> delete = cluster.startDelete(2, DeleteRequest.of(TAGS));
        Call<WriteResult> add = start(3, TAGS, "{\"add\":[\"c\"]}");
        cluster.await(delete).result();
        cluster.await(add).result();
        assertThat(values(cluster.get(1, TAGS))).containsExactly("[\"c\"]");
        cluster.settle();
        cluster.await(cluster.startDelete(1, DeleteRequest.of(TAGS))).result();
        assertThat(cluster.get(3, TAGS).found()).isFalse();
    }

    @Test
    void aSetGrowsToThePairsLimitAndShrinksAgain() {
        String big = "x".repeat(400);
        cluster.put(1, TAGS, "{\"add\":[\"a" + big + "\"]}");
        cluster.put(1, TAGS, "{\"add\":[\"b" + big + "\"]}");
        Call<WriteResult> third = cluster.await(start(1, TAGS, "{\"add\":[\"c" + big + "\"]}"));
        assertThat(third.code()).isEqualTo(ErrorCode.TOO_LARGE);
        cluster.put(1, TAGS, "{\"remove\":[\"a" + big + "\"]}");
        cluster.put(1, TAGS, "{\"add\":[\"c" + big + "\"]}");
    }

    @Test
    void whatIsNoOperationOrWouldExpireIsRefused() {
        assertThat(cluster.await(start(1, VISITS, "5")).code()).isEqualTo(ErrorCode.BAD_REQUEST);
        PutRequest expiring =
                new PutRequest(
                        VISITS,
                        Bytes.utf8("{\"add\":5}"),
                        Optional.empty(),
                        Optional.of(Duration.ofMinutes(1)),
                        Optional.empty(),
                        RequestOptions.DEFAULT);
        assertThat(cluster.await(cluster.startPut(1, expiring)).code())
                .isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(cluster.get(1, VISITS).found()).isFalse();
    }
}
