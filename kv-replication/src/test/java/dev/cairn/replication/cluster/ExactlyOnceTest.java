package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationRequest;
import dev.cairn.api.OperationResult.Status;
import dev.cairn.api.PutRequest;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.SessionOperation;
import dev.cairn.api.WriteResult;
import dev.cairn.testkit.check.Seeded;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An operation on a counter or a set under an id takes effect once, whoever coordinates its tries.
 */
class ExactlyOnceTest {
    private static final OperationId MINE = new OperationId("mine");
    private static final TestCluster.Settings HARD =
            TestCluster.Settings.DEFAULT.withBlockingReads(0.1);

    private TestCluster cluster = TestCluster.of(3);
    private Key visits = new Key("counters", Bytes.utf8("visits"));
    private Key tags = new Key("sets", Bytes.utf8("tags"));

    @BeforeEach
    void buckets() {
        cluster.set("counters", DataTypesTest.bucket("counter"));
        cluster.set("sets", DataTypesTest.bucket("or-set"));
    }

    /** One more node, which owns neither key. */
    private void aFourthNode() {
        cluster = TestCluster.of(4);
        buckets();
        visits = ownedByTheFirstThree("counters");
        tags = ownedByTheFirstThree("sets");
    }

    /** n4 takes all owners for dead and does not reach them. */
    private void ownersSeemDead() {
        for (int owner = 1; owner <= 3; owner++) {
            cluster.takeForDead(owner, true);
            cluster.cut(4, owner);
        }
    }

    private Key ownedByTheFirstThree(String bucket) {
        return IntStream.range(0, 1000)
                .mapToObj(i -> new Key(bucket, Bytes.utf8("k" + i)))
                .filter(key -> !cluster.owners(key).contains(TestCluster.n(4)))
                .findFirst()
                .orElseThrow();
    }

    private Call<WriteResult> put(int through, Key key, String operation, OperationId id) {
        PutRequest put =
                new PutRequest(
                        key,
                        Bytes.utf8(operation),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(id),
                        RequestOptions.DEFAULT);
        return cluster.await(cluster.startPut(through, put));
    }

    private Call<WriteResult> add(int through, OperationId id) {
        return put(through, visits, "{\"add\":5}", id);
    }

    private void cutOff(int node) {
        for (int other = 1; other <= cluster.nodes().size(); other++) {
            cluster.cut(node, other);
        }
    }

    private void healed() {
        cluster.heal();
        cluster.settle();
    }

    private Status resolved(int through, Key key, OperationId id) {
        return cluster.await(cluster.startResolve(through, OperationRequest.of(id).at(key)))
                .result()
                .status();
    }

    /** Fails to be acknowledged without an id; answers the one that the store gave it. */
    private OperationId unnamed(int through, Key key, String text) {
        Call<WriteResult> first =
                cluster.startPut(through, TestCluster.request(key, text, Optional.empty()));
        return cluster.await(first).error().operation().orElseThrow();
    }

    private String total() {
        return String.join("", values(cluster.get(2, visits)));
    }

    /** How many bytes the first owner stores of the counter. */
    private int stored() {
        return cluster.node(1).engine().pairs().values().stream()
                .mapToInt(Bytes::size)
                .max()
                .orElse(0);
    }

    private String afterARetryElsewhere() {
        cutOff(1);
        assertThat(add(1, MINE).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        add(2, MINE).result();
        healed();
        cluster.put(1, visits, "{\"add\":100}");
        cluster.put(2, visits, "{\"add\":1000}");
        add(3, MINE).result();
        return total();
    }

    @Test
    void aRetryThroughACoordinatorThatHasNotSeenTheFirstTryCountsOnce() {
        assertThat(afterARetryElsewhere()).isEqualTo("1105");
    }

    @Test
    void withoutNamesItCountsAgain() {
        Mutations.withoutNames(cluster);
        assertThat(afterARetryElsewhere()).isNotEqualTo("1105");
    }

    @Test
    void soItIsUnderTheIdThatTheStoreGave() {
        cutOff(1);
        OperationId id = unnamed(1, visits, "{\"add\":5}");
        add(2, id).result();
        assertThat(total()).isEqualTo("5");
        healed();
        add(3, id).result();
        cluster.put(2, visits, "{\"add\":1}");
        assertThat(total()).isEqualTo("6");
    }

    @Test
    void aRetryIsKnownBehindAnyNumberOfLaterOperations() {
        add(1, MINE).result();
        for (int i = 0; i < 40; i++) {
            add(1 + i % 3, new OperationId("later-" + i)).result();
        }
        add(2, MINE).result();
        assertThat(total()).isEqualTo("205");
    }

    @Test
    void aRetriedAddDoesNotComeBackOnceItWasRemoved() {
        assertThat(afterARetryOfARemovedAdd()).isEqualTo("[\"b\"]");
    }

    @Test
    void withoutNamesItWould() {
        Mutations.withoutNames(cluster);
        assertThat(afterARetryOfARemovedAdd()).contains("\"a\"");
    }

    /** n3 has seen nothing of the add and the remove when the add is sent to it again. */
    private String afterARetryOfARemovedAdd() {
        put(1, tags, "{\"add\":[\"b\"]}", new OperationId("other")).result();
        cluster.settle();
        cutOff(3);
        put(1, tags, "{\"add\":[\"a\"]}", MINE).result();
        put(2, tags, "{\"remove\":[\"a\"]}", new OperationId("remove")).result();
        put(3, tags, "{\"add\":[\"a\"]}", MINE).error();
        healed();
        return String.join("", values(cluster.get(3, tags)));
    }

    /** The store names a first try in its answer only, so the add itself has no name. */
    @Test
    void norDoesItUnderTheIdThatTheStoreGave() {
        cutOff(1);
        OperationId id = unnamed(1, tags, "{\"add\":[\"a\",\"b\"]}");
        put(2, tags, "{\"add\":[\"a\",\"b\"]}", id).result();
        put(2, tags, "{\"remove\":[\"a\"]}", new OperationId("remove")).result();
        healed();
        assertThat(values(cluster.get(3, tags))).containsExactly("[\"b\"]");
        put(1, tags, "{\"add\":[\"c\"]}", new OperationId("other")).result();
        assertThat(values(cluster.get(3, tags))).containsExactly("[\"b\",\"c\"]");
    }

    @Test
    void aRepeatTakesNothingFromAnotherAddOfTheSameElement() {
        cutOff(1);
        put(1, tags, "{\"add\":[\"a\"]}", MINE).error();
        put(1, tags, "{\"remove\":[\"a\"]}", new OperationId("remove")).error();
        put(2, tags, "{\"add\":[\"a\"]}", new OperationId("other")).result();
        put(2, tags, "{\"add\":[\"a\"]}", MINE).result();
        healed();
        assertThat(values(cluster.get(3, tags))).containsExactly("[\"a\"]");
    }

    @Test
    void aDeletedOperationIsNotDoneAgain() {
        add(1, MINE).result();
        put(1, tags, "{\"add\":[\"a\"]}", MINE).result();
        for (Key key : List.of(visits, tags)) {
            cluster.await(cluster.startDelete(2, DeleteRequest.of(key))).result();
            cluster.settle();
            assertThat(cluster.get(1, key).found()).isFalse();
        }
        add(3, MINE).result();
        put(3, tags, "{\"add\":[\"a\"]}", MINE).result();
        assertThat(cluster.get(1, visits).found()).isFalse();
        assertThat(cluster.get(1, tags).found()).isFalse();
        add(3, new OperationId("another")).result();
        assertThat(total()).isEqualTo("5");
    }

    @Test
    void aDeleteIsNotDoneAgainEither() {
        DeleteRequest delete = DeleteRequest.of(visits).as(MINE);
        add(1, new OperationId("one")).result();
        cluster.await(cluster.startDelete(1, delete)).result();
        add(2, new OperationId("two")).result();
        cluster.settle();
        cluster.await(cluster.startDelete(3, delete)).result();
        assertThat(total()).isEqualTo("5");
    }

    /** n4 stands in for owners that it takes for dead; what it took is cancelled meanwhile. */
    @Test
    void whatAStandInTookOfACancelledOperationNeverCounts() {
        aFourthNode();
        long now = cluster.node(1).lanes().getFirst().clock().millis();
        OperationId id = OnceHistory.timeOrdered(now, 1);
        ownersSeemDead();
        for (Key key : List.of(visits, tags)) {
            String operation = key.equals(visits) ? "{\"add\":5}" : "{\"add\":[\"a\"]}";
            PutRequest put =
                    new PutRequest(
                            key,
                            Bytes.utf8(operation),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(id),
                            new RequestOptions(
                                    Optional.of(Level.TWO),
                                    Optional.of(true),
                                    Optional.empty(),
                                    Optional.empty()));
            assertThat(cluster.await(cluster.startPut(4, put)).error().operation()).contains(id);
        }
        for (int owner = 1; owner <= 3; owner++) {
            cluster.takeForDead(owner, false);
        }
        assertThat(resolved(1, visits, id)).isEqualTo(Status.CANCELLED);
        assertThat(resolved(1, tags, id)).isEqualTo(Status.CANCELLED);
        healed();
        cluster.settle();
        assertThat(cluster.explain(1, visits).replicas())
                .as("who holds what was handed over")
                .filteredOn(replica -> !replica.versions().isEmpty())
                .hasSize(3);
        assertThat(values(cluster.get(1, visits))).containsExactly("0");
        assertThat(values(cluster.get(2, tags))).containsExactly("[]");
        put(1, visits, "{\"add\":1}", new OperationId("later")).result();
        put(1, tags, "{\"add\":[\"b\"]}", new OperationId("later")).result();
        assertThat(total()).isEqualTo("1");
        assertThat(values(cluster.get(2, tags))).containsExactly("[\"b\"]");
    }

    @Test
    void withoutAnOwnerAnOperationIsTakenUnderAFreshIdOnly() {
        aFourthNode();
        ownersSeemDead();
        RequestOptions alone =
                new RequestOptions(
                        Optional.of(Level.ONE),
                        Optional.of(true),
                        Optional.empty(),
                        Optional.empty());
        PutRequest put = PutRequest.of(visits, Bytes.utf8("{\"add\":5}")).with(alone);
        long now = cluster.node(4).lanes().getFirst().clock().millis();
        Duration old = Duration.ofMinutes(2);
        cluster.await(cluster.startPut(4, put)).result();
        cluster.await(cluster.startPut(4, put.as(OnceHistory.timeOrdered(now, 1)))).result();
        assertThat(cluster.await(cluster.startPut(4, put.as(MINE))).code())
                .isEqualTo(ErrorCode.UNAVAILABLE);
        OperationId late = OnceHistory.timeOrdered(now - old.toMillis(), 2);
        assertThat(cluster.await(cluster.startPut(4, put.as(late))).code())
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void ofAClientThatNumbersItsOperationsHardlyAnyNameIsKept() {
        long now = cluster.node(1).lanes().getFirst().clock().millis();
        for (int number = 1; number <= 100; number++) {
            OperationId id = new SessionOperation(7, number, now + number, 1, number).id();
            add(1, id).result();
        }
        assertThat(total()).isEqualTo("500");
        assertThat(stored()).isLessThan(200);
    }

    /** When the ids were made that these tests take for old: no retry of them is taken for new. */
    private long longAgo() {
        long now = cluster.node(1).lanes().getFirst().clock().millis();
        return now - Duration.ofMinutes(7).toMillis();
    }

    private void addThroughTheFirst(long millis, int from, int to) {
        for (int number = from; number < to; number++) {
            add(1, OnceHistory.timeOrdered(millis + number, number)).result();
        }
    }

    @Test
    void otherNamesAreForgottenOnceAllOwnersHoldThemAndNoRetryIsTaken() {
        long millis = longAgo();
        addThroughTheFirst(millis, 0, 32);
        int room = stored();
        addThroughTheFirst(millis, 32, 60);
        cluster.world().time().advance(Duration.ofSeconds(11));
        addThroughTheFirst(millis, 60, 62);
        assertThat(stored()).isLessThan(room * 5 / 4);
        assertThat(total()).isEqualTo("310");
        assertThat(add(2, OnceHistory.timeOrdered(millis, 0)).code())
                .as("whether it was applied nobody knows any more")
                .isEqualTo(ErrorCode.GONE);
        add(2, OnceHistory.timeOrdered(millis + 61, 61)).result();
        assertThat(total()).isEqualTo("310");
    }

    @Test
    void whatAnOwnerHasNotHeardOfIsNotForgotten() {
        assertThat(afterARetryAtAnOwnerThatWasAway()).isEqualTo("310");
    }

    @Test
    void forgottenUnaskedItWouldCountTwice() {
        Mutations.forgettingUnasked(cluster);
        assertThat(afterARetryAtAnOwnerThatWasAway()).isEqualTo("315");
    }

    /** n3 sees nothing of sixty operations, and then takes the first of them again. */
    private String afterARetryAtAnOwnerThatWasAway() {
        long millis = longAgo();
        cutOff(3);
        addThroughTheFirst(millis, 0, 62);
        assertThat(add(3, OnceHistory.timeOrdered(millis, 0)).code())
                .as("n3 is alone")
                .isEqualTo(ErrorCode.UNAVAILABLE);
        healed();
        return total();
    }

    private static RandomRun<OnceHistory> run(long seed) {
        return new RandomRun<>(
                seed, 4, HARD, true, (nodes, random) -> new OnceHistory(nodes, random, true));
    }

    /** Where disks are lost nobody stands in: two copies are on two disks of owners. */
    private static RandomRun<OnceHistory> losingDisks(long seed) {
        return new RandomRun<>(
                        seed,
                        4,
                        HARD,
                        true,
                        (nodes, random) -> new OnceHistory(nodes, random, false))
                .losingDisks();
    }

    private static void assertExact(RandomRun<OnceHistory> run) {
        assertThat(run.history().wrong()).isEmpty();
        assertThat(run.history().acknowledged()).isPositive();
        assertThat(run.history().retried()).isPositive();
    }

    @Seeded(cases = 4)
    void whateverFailsEachOperationCountsOnce(long seed) {
        RandomRun<OnceHistory> run = run(seed);
        run.run(160);
        assertExact(run);
    }

    @Seeded(cases = 1)
    void soItIsWhileDisksAreLost(long seed) {
        RandomRun<OnceHistory> run = losingDisks(seed);
        run.run(120);
        assertExact(run);
    }

    @Tag("long")
    @Seeded(cases = 500)
    void soItIsInManyAndLongerRuns(long seed) {
        RandomRun<OnceHistory> run = seed % 2 == 0 ? run(seed) : losingDisks(seed);
        run.run(300);
        assertExact(run);
    }

    @Test
    void theCheckerSeesWhatCountsTwiceWithoutNames() {
        assertThat(LongStream.range(0, 8))
                .anySatisfy(seed -> {
                    RandomRun<OnceHistory> run = run(seed);
                    Mutations.withoutNames(run.cluster());
                    run.run(160);
                    assertThat(run.history().wrong()).isNotEmpty();
                });
    }
}
