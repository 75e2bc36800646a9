package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Consistency;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.OperationId;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import dev.cairn.replication.ReplicationConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who is asked, and what happens when an answer is late. The key belongs to n1, n2 and n3. */
class SlowReplicaTest {
    private static final int REPLICA_READ = 0x22;
    private static final int READ_ANSWER = 0x23;
    private static final Duration SOON = Duration.ofMillis(50);

    private TestCluster cluster = TestCluster.of(5);
    private final Key key = cluster.keyOwnedBy(1);

    private void use(int spareReads) {
        ReplicationConfig config = ReplicationConfig.DEFAULT.withSpareReads(spareReads);
        cluster = new TestCluster(1, 5, TestCluster.Settings.DEFAULT.with(config));
    }

    private Call<ReadResult> get(int through, RequestOptions options) {
        return cluster.startGet(through, new GetRequest(key, options));
    }

    private Duration read(int through) {
        long start = cluster.world().time().nanos();
        assertThat(values(cluster.get(through, key))).containsExactly("v");
        return Duration.ofNanos(cluster.world().time().nanos() - start);
    }

    private void warm(int through) {
        cluster.put(1, key, "v");
        cluster.settle();
        for (int i = 0; i < 100; i++) {
            read(through);
        }
        cluster.settle();
    }

    private Map<Integer, Integer> framesOf(Runnable action) {
        Map<Integer, Integer> frames = new TreeMap<>();
        cluster.network().onSend((from, frame) -> frames.merge(frame.kind(), 1, Integer::sum));
        action.run();
        cluster.network().onSend((from, frame) -> {});
        return frames;
    }

    private int questions(Consistency level, int reads) {
        RequestOptions options = RequestOptions.DEFAULT.with(level);
        return framesOf(
                        () -> {
                            for (int i = 0; i < reads; i++) {
                                cluster.await(get(1, options)).result();
                            }
                        })
                .getOrDefault(REPLICA_READ, 0);
    }

    @Test
    void aReadAsksAsManyOwnersAsItNeedsAndAFewLookAround() {
        warm(1);
        assertThat(questions(Level.ONE, 320)).isBetween(1, 100);
        assertThat(questions(Level.QUORUM, 320)).isBetween(321, 400);
        assertThat(questions(Level.ALL, 320)).isEqualTo(640);
    }

    @Test
    void aSettingAsksAllAlways() {
        use(100);
        warm(1);
        assertThat(questions(Level.ONE, 100)).isEqualTo(200);
    }

    @Test
    void anAnswerThatIsLateIsMadeGoodByAnotherOwner() {
        warm(1);
        cluster.deafen(2, 1);
        for (int i = 0; i < 200; i++) {
            assertThat(read(1)).isLessThan(SOON);
        }
    }

    /** Mutation: nobody else is asked. */
    @Test
    void withoutSparesTheReadWaitsInVain() {
        use(0);
        warm(1);
        cluster.deafen(2, 1);
        List<Call<ReadResult>> reads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            reads.add(get(1, RequestOptions.DEFAULT));
        }
        reads.forEach(cluster::await);
        assertThat(reads).anyMatch(read -> !read.succeeded());
    }

    @Test
    void anOwnerTenTimesSlowerNowAndThenDoesNotMakeTheTailTenTimesLonger() {
        use(ReplicationConfig.DEFAULT.spareReads());
        Duration healthy = tail(false);
        assertThat(tail(true)).isLessThan(healthy.multipliedBy(3));
    }

    /** Mutation: nobody else is asked. */
    @Test
    void withoutSparesItDoes() {
        use(0);
        Duration healthy = tail(false);
        assertThat(tail(true)).isGreaterThan(healthy.multipliedBy(3));
    }

    /**
     * Of a hundred reads through n1 ninety-nine take no longer, in virtual time, where one answer
     * of n2 in twenty takes ten times as long: too seldom for others to be preferred.
     */
    private Duration tail(boolean slow) {
        warm(1);
        int[] answers = {0};
        cluster.network()
                .slowDown(sent -> {
                    boolean late =
                            sent.kind() == READ_ANSWER
                                    && sent.from().equals(TestCluster.n(2))
                                    && ++answers[0] % 20 == 0;
                    return slow && late ? 10 : 1;
                });
        List<Duration> took = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            took.add(read(1));
        }
        took.sort(null);
        return took.get(took.size() * 99 / 100);
    }

    @Test
    void whoIsSilentIsAskedNoMoreOnceOthersAreKnown() {
        warm(1);
        cluster.deafen(2, 1);
        for (int i = 0; i < 20; i++) {
            read(1);
        }
        int toTheSilent =
                framesOf(
                                () -> {
                                    for (int i = 0; i < 160; i++) {
                                        read(1);
                                    }
                                })
                        .get(REPLICA_READ);
        assertThat(toTheSilent).as("160 reads, and those that look around").isBetween(160, 190);
    }

    @Test
    void whereAnswersDifferAllOwnersAreRepaired() {
        cluster.cut(1, 2);
        cluster.cut(1, 3);
        RequestOptions one = RequestOptions.DEFAULT.with(Level.ONE);
        PutRequest put = TestCluster.request(key, "v", Optional.empty());
        cluster.await(cluster.startPut(1, with(put, Optional.empty(), one))).result();
        cluster.heal();
        assertThat(values(cluster.get(1, key))).containsExactly("v");
        cluster.world().time().advance(Duration.ofMillis(20));
        assertThat(cluster.explain(1, key).replicas())
                .allSatisfy(replica -> assertThat(replica.versions()).hasSize(1));
    }

    private static PutRequest with(
            PutRequest put, Optional<OperationId> operation, RequestOptions options) {
        return new PutRequest(put.key(), put.value(), put.context(), put.ttl(), operation, options);
    }

    @Test
    void aForwardedReadGoesToTheNextOwnerWhenTheFirstIsLate() {
        warm(5);
        cluster.deafen(1, 5);
        for (int i = 0; i < 50; i++) {
            assertThat(read(5)).isLessThan(SOON);
        }
    }

    @Test
    void aForwardedWriteGoesToTheNextOwnerUnderItsCallersId() {
        warm(5);
        cluster.deafen(1, 5);
        PutRequest put = TestCluster.request(key, "w", Optional.empty());
        PutRequest mine = with(put, Optional.of(new OperationId("mine")), RequestOptions.DEFAULT);
        WriteResult written = cluster.await(cluster.startPut(5, mine)).result();
        assertThat(written.operation()).isEqualTo(new OperationId("mine"));
        cluster.settle();
        assertThat(values(cluster.get(2, key))).containsExactly("w");
    }

    @Test
    void aForwardedWriteWithoutAnIdIsInDoubt() {
        warm(5);
        cluster.deafen(1, 5);
        PutRequest put = TestCluster.request(key, "w", Optional.empty());
        assertThat(cluster.await(cluster.startPut(5, put)).code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(cluster.await(cluster.startPut(5, put)).succeeded())
                .as("the next write goes to the next owner")
                .isTrue();
    }

    @Test
    void aSloppyWriteIsKeptByFallbacksForThoseWhoAreSilent() {
        cluster.deafen(1, 2);
        cluster.deafen(1, 3);
        RequestOptions sloppy =
                new RequestOptions(
                        Optional.empty(), Optional.of(true), Optional.empty(), Optional.empty());
        PutRequest put = TestCluster.request(key, "v", Optional.empty());
        long start = cluster.world().time().nanos();
        WriteResult written =
                cluster.await(cluster.startPut(1, with(put, Optional.empty(), sloppy))).result();
        assertThat(written.receipt().sloppy()).isTrue();
        assertThat(Duration.ofNanos(cluster.world().time().nanos() - start))
                .as("a quarter of the two seconds, and a little")
                .isBetween(Duration.ofMillis(500), Duration.ofMillis(510));
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsNotRead() {
        cluster.put(1, key, "v");
        cluster.settle();
        cluster.node(2).engine().blockingReads(1);
        RequestOptions hurried =
                new RequestOptions(
                        Optional.of(Level.ALL),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Duration.ofMillis(4)));
        List<Call<ReadResult>> reads = new ArrayList<>();
        Map<Integer, Integer> frames =
                framesOf(() -> {
                    for (int i = 0; i < 50; i++) {
                        reads.add(get(1, hurried));
                    }
                    cluster.settle();
                });
        assertThat(reads).anyMatch(read -> !read.succeeded());
        assertThat(frames.get(REPLICA_READ)).isEqualTo(100);
        assertThat(frames.get(READ_ANSWER))
                .as("50 by n3, some by n2, whose disk reads one after another")
                .isBetween(50, 60);
    }
}
