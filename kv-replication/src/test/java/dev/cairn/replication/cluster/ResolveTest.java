package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.BucketProperties.BlindWrites;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationRequest;
import dev.cairn.api.OperationResult;
import dev.cairn.api.OperationResult.Status;
import dev.cairn.api.PutRequest;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import dev.cairn.testkit.check.Seeded;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Writes in doubt are settled, and stay as they were settled (CORRECTNESS rule 18). */
class ResolveTest {
    private static final OperationId MINE = new OperationId("mine");

    private TestCluster cluster = TestCluster.of(3);
    private Key key = cluster.keyOwnedBy(1);

    private Call<WriteResult> startPut(int through, Optional<OperationId> id, Level level) {
        RequestOptions options =
                new RequestOptions(
                        Optional.of(level),
                        Optional.of(level == Level.TWO),
                        Optional.empty(),
                        Optional.empty());
        return cluster.startPut(
                through,
                new PutRequest(
                        key, Bytes.utf8("v"), Optional.empty(), Optional.empty(), id, options));
    }

    private Call<WriteResult> put(int through, OperationId id) {
        return cluster.await(startPut(through, Optional.of(id), Level.QUORUM));
    }

    private Status resolved(int through, OperationId id) {
        return cluster.await(cluster.startResolve(through, OperationRequest.of(id).at(key)))
                .result()
                .status();
    }

    private long holders() {
        return cluster.explain(1, key).replicas().stream()
                .filter(replica -> !replica.versions().isEmpty())
                .count();
    }

    @Test
    void aWriteThatOneOwnerHasIsCompletedToItsLevel() {
        cluster.cut(1, 2);
        cluster.cut(1, 3);
        assertThat(put(1, MINE).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        cluster.heal();
        assertThat(resolved(2, MINE)).isEqualTo(Status.APPLIED);
        assertThat(holders()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void theStoresOwnIdNeedsNoKeyBesideIt() {
        cluster.cut(1, 2);
        cluster.cut(1, 3);
        Call<WriteResult> put = cluster.await(startPut(1, Optional.empty(), Level.QUORUM));
        OperationId id = put.error().operation().orElseThrow();
        cluster.heal();
        OperationResult result =
                cluster.await(cluster.startResolve(3, OperationRequest.of(id))).result();
        assertThat(result).isEqualTo(new OperationResult(id, key, Status.APPLIED));
        cluster.put(3, key, "later");
        assertThat(resolved(2, id)).as("its dot is seen").isEqualTo(Status.APPLIED);
        assertThat(cluster.await(cluster.startResolve(2, OperationRequest.of(MINE))).code())
                .as("a caller's own id does not tell its key")
                .isEqualTo(ErrorCode.BAD_REQUEST);
    }

    @Test
    void aWriteThatNobodyHasIsCancelledAndNotAppliedWhenItArrivesLate() {
        assertThat(resolved(1, MINE)).isEqualTo(Status.CANCELLED);
        assertThat(put(2, MINE).code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(resolved(3, MINE)).isEqualTo(Status.CANCELLED);
        assertThat(values(cluster.get(1, key))).isEmpty();
        put(2, new OperationId("another")).result();
        assertThat(values(cluster.get(3, key))).containsExactly("v");
    }

    @Test
    void whatAStandInKeepsOfACancelledWriteIsNotAppliedWhenItIsHandedOver() {
        assertThat(lateHint(false)).isEmpty();
    }

    @Test
    void withoutMarksTheLateHintWouldBeApplied() {
        assertThat(lateHint(true)).isNotEmpty();
    }

    /** n4 stands in for owners that it takes for dead, and is itself away while they decide. */
    private List<String> lateHint(boolean mutated) {
        cluster = TestCluster.of(4);
        key = cluster.keyOwnedBy(1);
        if (mutated) {
            cluster.nodes().forEach(node -> node.engine().keeps(Mutations::withoutMarks));
        }
        for (int owner = 1; owner <= 3; owner++) {
            cluster.takeForDead(owner, true);
            cluster.cut(4, owner);
        }
        Call<WriteResult> put = cluster.await(startPut(4, Optional.of(MINE), Level.TWO));
        assertThat(put.error().operation()).as("n4 has it, in doubt").contains(MINE);
        for (int owner = 1; owner <= 3; owner++) {
            cluster.takeForDead(owner, false);
        }
        assertThat(resolved(1, MINE)).isEqualTo(Status.CANCELLED);
        cluster.heal();
        cluster.settle();
        cluster.settle();
        return values(cluster.get(2, key));
    }

    @Test
    void whileAnOwnerDoesNotAnswerItIsUnknownAndMayStillBeRetried() {
        cluster.node(3).kill();
        assertThat(resolved(1, MINE)).isEqualTo(Status.UNKNOWN);
        put(1, MINE).result();
        assertThat(resolved(2, MINE)).isEqualTo(Status.APPLIED);
    }

    @Test
    void anIdThatIsTooOldIsGoneAndNeverApplied() {
        long now = cluster.node(1).lanes().getFirst().clock().millis();
        OperationId old = timeOrdered(now - Duration.ofHours(25).toMillis());
        assertThat(put(1, old).code()).isEqualTo(ErrorCode.GONE);
        assertThat(cluster.await(cluster.startResolve(2, OperationRequest.of(old).at(key))).code())
                .isEqualTo(ErrorCode.GONE);
        assertThat(values(cluster.get(1, key))).isEmpty();
        OperationId fresh = timeOrdered(now);
        put(1, fresh).result();
        assertThat(resolved(2, fresh)).isEqualTo(Status.APPLIED);
    }

    private static OperationId timeOrdered(long millis) {
        return new OperationId(new UUID(millis << 16 | 0x7000, 0x8000_0000_0000_0001L).toString());
    }

    @Test
    void whatMayHaveBeenForgottenIsUnknownAndNotAppliedAnyMore() {
        for (int write = 0; write < 20; write++) {
            put(1, new OperationId("other-" + write)).result();
        }
        assertThat(resolved(2, new OperationId("other-0"))).isEqualTo(Status.UNKNOWN);
        assertThat(resolved(2, new OperationId("other-7"))).isEqualTo(Status.APPLIED);
        assertThat(put(3, new OperationId("other-0")).code()).isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void aWriteToARegisterIsFoundOrCancelledThroughTheRegister() {
        key = new Key("cp", key.bytes());
        cluster.set(
                "cp",
                new BucketProperties(
                        0,
                        3,
                        Level.QUORUM,
                        Level.QUORUM,
                        "siblings",
                        Mode.LINEARIZABLE,
                        BlindWrites.SUPERSEDE,
                        Optional.empty(),
                        10 * 1024,
                        32));
        cluster.await(startPut(1, Optional.empty(), Level.QUORUM));
        cluster.settle();
        cluster.node(3).kill();
        put(1, MINE).result();
        put(2, new OperationId("later")).result();
        assertThat(resolved(2, MINE)).isEqualTo(Status.APPLIED);
        OperationId never = new OperationId("never");
        assertThat(resolved(1, never)).as("a majority decides").isEqualTo(Status.CANCELLED);
        assertThat(put(2, never).code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(resolved(2, never)).isEqualTo(Status.CANCELLED);
        assertThat(values(cluster.get(1, key))).containsExactly("v");
    }

    /** The write, its retry and the question run at once, at any level, while links are cut. */
    @Seeded(cases = 60)
    void whatIsAcknowledgedIsNeverCancelledAndWhatIsCancelledIsNeverSeen(RandomGenerator random) {
        cluster =
                new TestCluster(
                        random.nextLong(),
                        3,
                        TestCluster.Settings.DEFAULT.withBlockingReads(random.nextDouble() / 2));
        key = cluster.keyOwnedBy(1);
        for (int cuts = random.nextInt(3); cuts > 0; cuts--) {
            int one = 1 + random.nextInt(3);
            cluster.cut(one, one % 3 + 1);
        }
        Level level = random.nextBoolean() ? Level.ONE : Level.QUORUM;
        Call<WriteResult> first = startPut(any(random), Optional.of(MINE), level);
        pause(random);
        Call<OperationResult> asked =
                cluster.startResolve(any(random), OperationRequest.of(MINE).at(key));
        pause(random);
        Call<WriteResult> retry = startPut(any(random), Optional.of(MINE), level);
        cluster.await(first);
        cluster.await(asked);
        cluster.await(retry);
        cluster.heal();
        cluster.settle();
        Status last = resolved(any(random), MINE);
        boolean acknowledged = first.succeeded() || retry.succeeded();
        if (asked.succeeded() && asked.result().status() != Status.UNKNOWN) {
            assertThat(last).isEqualTo(asked.result().status());
        }
        if (acknowledged) {
            assertThat(last).isEqualTo(Status.APPLIED);
        }
        cluster.settle();
        assertThat(values(cluster.get(any(random), key))).hasSize(last == Status.APPLIED ? 1 : 0);
    }

    private static int any(RandomGenerator random) {
        return 1 + random.nextInt(3);
    }

    private void pause(RandomGenerator random) {
        cluster.world().time().advance(Duration.ofNanos(random.nextInt(3_000_000)));
    }
}
