package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.BucketProperties.BlindWrites;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Bytes;
import dev.cairn.api.Condition;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.Context;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import dev.cairn.replication.ReplicationConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final Duration NO_TTL = Duration.ofDays(40_000);

    private static TestCluster cluster(int inFlight, int waiting) {
        ReplicationConfig config = ReplicationConfig.bounded(inFlight, waiting);
        return new TestCluster(1, 3, TestCluster.Settings.DEFAULT.with(config));
    }

    private static BucketProperties bucket(Mode mode, Optional<Duration> ttl, int maxClockEntries) {
        return new BucketProperties(
                1,
                3,
                Level.QUORUM,
                Level.QUORUM,
                "siblings",
                mode,
                BlindWrites.SUPERSEDE,
                ttl,
                10 * 1024,
                maxClockEntries);
    }

    private static PutRequest put(
            Key key, int bytes, Optional<Duration> ttl, RequestOptions options) {
        return new PutRequest(
                key, Bytes.wrap(new byte[bytes]), Optional.empty(), ttl, Optional.empty(), options);
    }

    @Test
    void requestsPastTheLimitAreOverloadedAtOnceAndTheOthersAnswered() {
        TestCluster cluster = cluster(4, 100);
        List<Call<WriteResult>> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            calls.add(
                    cluster.startPut(
                            1,
                            TestCluster.request(cluster.keyOwnedBy(1), "v" + i, Optional.empty())));
        }
        calls.forEach(cluster::await);
        assertThat(calls).filteredOn(Call::succeeded).hasSize(4);
        assertThat(calls)
                .filteredOn(call -> !call.succeeded())
                .allMatch(call -> call.code() == ErrorCode.OVERLOADED)
                .hasSize(6);
        cluster.put(1, cluster.keyOwnedBy(1), "later");
    }

    @Test
    void readsThatWaitForLateAnswersDoNotKeepNewRequestsOut() {
        TestCluster cluster = cluster(8, 100);
        Key key = cluster.keyOwnedBy(1);
        cluster.put(1, key, "v");
        cluster.deafen(1, 3);
        for (int i = 0; i < 50; i++) {
            assertThat(values(cluster.get(1, key))).containsExactly("v");
        }
    }

    @Test
    void aReplicaWhoseDiskFallsBehindRefusesAndTheCoordinatorHearsIt() {
        TestCluster cluster = cluster(100, 3);
        cluster.nodes().forEach(node -> node.engine().stopSyncs());
        List<Call<WriteResult>> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            calls.add(
                    cluster.startPut(
                            1, TestCluster.request(cluster.keyOwnedBy(1), "v", Optional.empty())));
        }
        cluster.world().time().advance(Duration.ofMillis(20));
        assertThat(calls)
                .filteredOn(Call::isDone)
                .hasSize(7)
                .allMatch(call -> call.code() == ErrorCode.OVERLOADED);
        calls.forEach(cluster::await);
        assertThat(calls).filteredOn(call -> call.code() == ErrorCode.TIMEOUT).hasSize(3);
    }

    @Test
    void whatTheBucketOrThisVersionDoesNotAllowIsRefused() {
        TestCluster cluster = TestCluster.of(3);
        Key key = cluster.keyOwnedBy(1);
        assertThat(refusal(cluster, put(key, 10 * 1024, Optional.empty(), RequestOptions.DEFAULT)))
                .isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(
                        refusal(
                                cluster,
                                put(key, 1, Optional.of(Duration.ZERO), RequestOptions.DEFAULT)))
                .isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(refusal(cluster, put(key, 1, Optional.of(NO_TTL), RequestOptions.DEFAULT)))
                .isEqualTo(ErrorCode.BAD_REQUEST);
        RequestOptions never =
                new RequestOptions(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Duration.ofDays(400_000)));
        assertThat(refusal(cluster, put(key, 1, Optional.empty(), never)))
                .isEqualTo(ErrorCode.BAD_REQUEST);
        PutRequest conditional =
                put(key, 1, Optional.empty(), RequestOptions.DEFAULT).when(new Condition.Absent());
        assertThat(cluster.await(cluster.startPut(1, conditional)).error().detail())
                .contains("mode=linearizable");
        cluster.set(
                "x",
                new BucketProperties(
                        1,
                        3,
                        Level.ONE,
                        Level.ONE,
                        "nobody",
                        Mode.EVENTUAL,
                        BlindWrites.SUPERSEDE,
                        Optional.empty(),
                        1,
                        1));
        KvError unknown =
                cluster.await(cluster.startGet(1, GetRequest.of(new Key("x", Bytes.utf8("a")))))
                        .error();
        assertThat(unknown.detail()).contains("nobody");
    }

    @Test
    void whatARegisterCannotPromiseIsRefused() {
        TestCluster cluster = TestCluster.of(3);
        cluster.set("cp", bucket(Mode.LINEARIZABLE, Optional.empty(), 32));
        Key key = new Key("cp", Bytes.utf8("a"));
        RequestOptions sloppy =
                new RequestOptions(
                        Optional.empty(), Optional.of(true), Optional.empty(), Optional.empty());
        List<PutRequest> refused =
                List.of(
                        put(key, 1, Optional.empty(), RequestOptions.DEFAULT.with(Level.ONE)),
                        put(key, 1, Optional.empty(), sloppy));
        refused.forEach(put -> assertThat(refusal(cluster, put)).isEqualTo(ErrorCode.WRONG_MODE));
        GetRequest all = new GetRequest(key, RequestOptions.DEFAULT.with(Level.ALL));
        assertThat(cluster.await(cluster.startGet(1, all)).code()).isEqualTo(ErrorCode.WRONG_MODE);
    }

    @Test
    void modesNeverMixOnAKey() {
        TestCluster cluster = TestCluster.of(3);
        Key item = cluster.keyOwnedBy(1);
        cluster.put(1, item, "v");
        cluster.set("default", bucket(Mode.LINEARIZABLE, Optional.empty(), 32));
        assertThat(cluster.await(cluster.startGet(1, GetRequest.of(item))).code())
                .isEqualTo(ErrorCode.WRONG_MODE);
        Key register = new Key("cp", Bytes.utf8("a"));
        cluster.set("cp", bucket(Mode.LINEARIZABLE, Optional.empty(), 32));
        cluster.put(1, register, "v");
        cluster.set("cp", bucket(Mode.EVENTUAL, Optional.empty(), 32));
        assertThat(refusal(cluster, put(register, 1, Optional.empty(), RequestOptions.DEFAULT)))
                .isEqualTo(ErrorCode.WRONG_MODE);
        assertThat(cluster.await(cluster.startGet(1, GetRequest.of(register))).code())
                .isEqualTo(ErrorCode.WRONG_MODE);
    }

    @Test
    void aForgedContextIsABadRequest() {
        TestCluster cluster = TestCluster.of(3);
        PutRequest forged =
                TestCluster.request(
                        cluster.keyOwnedBy(1),
                        "v",
                        Optional.of(new Context(Bytes.utf8("no token of ours"))));
        assertThat(refusal(cluster, forged)).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    private static ErrorCode refusal(TestCluster cluster, PutRequest put) {
        return cluster.await(cluster.startPut(1, put)).code();
    }

    @Test
    void aValueExpiresByItsOwnTtlOrElseTheBuckets() {
        TestCluster cluster = TestCluster.of(3);
        cluster.set("t", bucket(Mode.EVENTUAL, Optional.of(Duration.ofSeconds(20)), 32));
        Key bucketTtl = new Key("t", Bytes.utf8("a"));
        Key ownTtl = new Key("t", Bytes.utf8("b"));
        cluster.put(1, bucketTtl, "v");
        cluster.await(
                        cluster.startPut(
                                1,
                                put(
                                        ownTtl,
                                        1,
                                        Optional.of(Duration.ofSeconds(5)),
                                        RequestOptions.DEFAULT)))
                .result();
        cluster.world().time().advance(Duration.ofSeconds(4));
        assertThat(cluster.get(2, ownTtl).found()).isTrue();
        cluster.world().time().advance(Duration.ofSeconds(2));
        ReadResult expired = cluster.get(2, ownTtl);
        assertThat(expired.found()).isFalse();
        assertThat(cluster.get(2, bucketTtl).siblings().getFirst().expiresMillis()).isPresent();
        cluster.world().time().advance(Duration.ofSeconds(20));
        assertThat(cluster.get(2, bucketTtl).found()).isFalse();
        cluster.put(3, ownTtl, "again", expired.context());
        assertThat(values(cluster.get(1, ownTtl))).containsExactly("again");
    }

    @Test
    void onlyWhatIsShownIsCut() {
        TestCluster cluster = TestCluster.of(3);
        cluster.set("c", bucket(Mode.EVENTUAL, Optional.empty(), 2));
        Key key = new Key("c", Bytes.utf8("a"));
        for (int i = 1; i <= 3; i++) {
            cluster.put(i, key, "v" + i);
            cluster.settle();
        }
        WriteResult written = cluster.put(1, key, "v4", cluster.get(2, key).context());
        assertThat(written.clock().counters()).hasSize(2).containsEntry("n1", 2L);
        cluster.settle();
        ReadResult read = cluster.get(3, key);
        assertThat(read.siblings().getLast().clock().counters()).hasSizeLessThanOrEqualTo(2);
        assertThat(cluster.explain(1, key).replicas().getFirst().versions())
                .as("what is stored keeps every dot")
                .allSatisfy(version -> assertThat(version.context().size()).isLessThanOrEqualTo(3));
        assertThat(values(read)).contains("v4");
    }
}
