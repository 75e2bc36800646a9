package dev.cairn.replication.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.ScanCursor;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.api.spi.Replication;
import dev.cairn.testkit.check.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Scans of a bucket on a cluster. */
class ScansTest {
    private final TestCluster cluster = TestCluster.of(3);

    private static Key key(String name) {
        return new Key("default", Bytes.utf8(name));
    }

    private static Set<String> fill(TestCluster cluster, int count) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            cluster.put(1 + i % 3, key("k" + i), "v" + i);
            names.add("k" + i);
        }
        return names;
    }

    private static List<String> names(ScanResult page) {
        return page.entries().stream().map(entry -> entry.key().bytes().utf8()).toList();
    }

    /** Every page, through a node after another. */
    private List<String> scan(ScanRequest first) {
        List<String> found = new ArrayList<>();
        Optional<ScanRequest> next = Optional.of(first);
        for (int pages = 0; next.isPresent(); pages++) {
            ScanResult page = cluster.await(cluster.startScan(1 + pages % 3, next.get())).result();
            assertThat(page.complete()).isTrue();
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(first.limit());
            found.addAll(names(page));
            next = page.next().map(first::from);
        }
        return found;
    }

    @Test
    void everyKeyIsFoundOnceInTheOrderOfTokensWhateverThePages() {
        Set<String> names = fill(cluster, 200);
        cluster.put(1, new Key("other", Bytes.utf8("k7")), "not of this bucket");
        List<String> whole = scan(ScanRequest.of("default", 1000));
        assertThat(whole).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(names);
        assertThat(whole)
                .isSortedAccordingTo((a, b) ->
                        Long.compareUnsigned(
                                cluster.partitioner().token(key(a)),
                                cluster.partitioner().token(key(b))));
        assertThat(scan(ScanRequest.of("default", 7))).isEqualTo(whole);
        assertThat(scan(ScanRequest.of("other", 1))).containsExactly("k7");
        assertThat(scan(ScanRequest.of("empty", 1))).isEmpty();
    }

    @Test
    void aTimeoutThatNobodyCanKeepToIsRefusedAndLeavesRoomForOtherScans() {
        Set<String> names = fill(cluster, 3);
        for (Duration wanted : List.of(Duration.ofDays(1_000_000), Duration.ZERO)) {
            RequestOptions options =
                    new RequestOptions(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(wanted));
            ScanRequest request =
                    new ScanRequest("default", Bytes.EMPTY, Optional.empty(), 10, options);
            for (int i = 0; i < 40; i++) {
                assertThat(cluster.await(cluster.startScan(1, request)).code())
                        .isEqualTo(ErrorCode.BAD_REQUEST);
            }
        }
        assertThat(scan(ScanRequest.of("default", 10))).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void onlyKeysOfThePrefixWithValuesAreShown() {
        fill(cluster, 30);
        cluster.settle();
        cluster.await(cluster.startDelete(1, DeleteRequest.of(key("k21")))).result();
        PutRequest brief =
                new PutRequest(
                        key("k22"),
                        Bytes.utf8("gone soon"),
                        Optional.empty(),
                        Optional.of(Duration.ofSeconds(1)),
                        Optional.empty(),
                        RequestOptions.DEFAULT);
        cluster.await(cluster.startPut(2, brief)).result();
        cluster.settle();
        ScanRequest twenties =
                new ScanRequest(
                        "default", Bytes.utf8("k2"), Optional.empty(), 3, RequestOptions.DEFAULT);
        assertThat(scan(twenties))
                .containsExactlyInAnyOrder(
                        "k2", "k20", "k23", "k24", "k25", "k26", "k27", "k28", "k29");
    }

    @Test
    void keysOfALinearizableBucketAreFoundWithWhatIsDecidedOfThem() {
        cluster.set("default", RegisterRun.properties());
        Set<String> names = fill(cluster, 40);
        cluster.await(cluster.startDelete(1, DeleteRequest.of(key("k7")))).result();
        names.remove("k7");
        assertThat(scan(ScanRequest.of("default", 1000)))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(scan(ScanRequest.of("default", 7))).hasSameElementsAs(names);
        ScanRequest one =
                new ScanRequest(
                        "default",
                        Bytes.EMPTY,
                        Optional.empty(),
                        10,
                        RequestOptions.DEFAULT.with(Level.ONE));
        assertThat(cluster.await(cluster.startScan(1, one)).code()).isEqualTo(ErrorCode.WRONG_MODE);
    }

    /** n1 alone has accepted it when it is scanned; n3 has not heard of it when it is read. */
    @Test
    void aScanThatShowsAnUnfinishedWriteFinishesIt() {
        cluster.set("default", RegisterRun.properties());
        Key unfinished = cluster.keyOwnedBy(1);
        cluster.put(1, unfinished, "first");
        Mutations.losingAccepts(cluster.network());
        cluster.await(cluster.startPut(1, TestCluster.request(unfinished, "v", Optional.empty())));
        cluster.network().lose(sent -> false);
        cluster.cut(1, 3);
        cluster.cut(2, 3);
        ScanResult page =
                cluster.await(cluster.startScan(1, ScanRequest.of("default", 10))).result();
        assertThat(page.entries().getFirst().siblings().getFirst().value().utf8()).isEqualTo("v");
        cluster.heal();
        cluster.cut(1, 2);
        cluster.cut(1, 3);
        assertThat(TestCluster.values(cluster.get(3, unfinished))).containsExactly("v");
    }

    @Test
    void aWriteThatOneOwnerMissedIsSeenAtQuorum() {
        cluster.put(1, key("a"), "old");
        cluster.settle();
        cluster.cut(1, 3);
        cluster.cut(2, 3);
        cluster.put(1, key("a"), "new");
        cluster.heal();
        ScanResult page =
                cluster.await(cluster.startScan(3, ScanRequest.of("default", 10))).result();
        assertThat(page.entries()).hasSize(1);
        assertThat(page.entries().getFirst().siblings())
                .extracting(sibling -> sibling.value().utf8())
                .containsExactly("new");
    }

    @Test
    void tooFewOwnersMakeAPageIncompleteAndNoneMakeItFail() {
        fill(cluster, 5);
        cluster.settle();
        cluster.node(2).kill();
        assertThat(scanOnce(1).result().complete()).isTrue();
        cluster.node(3).kill();
        ScanResult alone = scanOnce(1).result();
        assertThat(alone.complete()).isFalse();
        assertThat(alone.entries()).hasSize(5);
        cluster.set(
                "twice",
                new BucketProperties(
                        1,
                        2,
                        Level.ONE,
                        Level.ONE,
                        "siblings",
                        BucketProperties.Mode.EVENTUAL,
                        BucketProperties.BlindWrites.SUPERSEDE,
                        Optional.empty(),
                        1024,
                        32));
        Call<ScanResult> none = cluster.await(cluster.startScan(1, ScanRequest.of("twice", 1000)));
        boolean stopsAtThose =
                none.succeeded()
                        ? !none.result().complete() && none.result().next().isPresent()
                        : none.code() == ErrorCode.UNAVAILABLE;
        assertThat(stopsAtThose).isTrue();
    }

    @Test
    void aNodeThatStopsAnswersItsScans() {
        cluster.cut(1, 2);
        cluster.cut(1, 3);
        Call<ScanResult> scan = cluster.startScan(1, ScanRequest.of("default", 10));
        cluster.node(1).onLane(Replication::close);
        cluster.await(scan);
        assertThat(scan.succeeded()).isFalse();
    }

    private Call<ScanResult> scanOnce(int through) {
        return cluster.await(cluster.startScan(through, ScanRequest.of("default", 100)));
    }

    /** Keys come, nodes join, leave and die; what was there from before is found once. */
    @Tag("long")
    @Seeded(cases = 30)
    void whatIsThereThroughoutIsFoundExactlyOnceAlsoWhileRangesMove(long seed) {
        scanWhileRangesMove(seed);
    }

    private static void scanWhileRangesMove(long seed) {
        TestCluster moving = new TestCluster(seed, 5, 3, TestCluster.Settings.DEFAULT.byRank());
        RandomGenerator random = moving.world().random("scans");
        Operator operator = new Operator(moving);
        Set<String> before = fill(moving, 50);
        operator.join(4);
        List<String> found = new ArrayList<>();
        Optional<ScanCursor> cursor = Optional.empty();
        boolean ended = false;
        for (int step = 0; !ended; step++) {
            disturb(moving, operator, random, step);
            ScanRequest request =
                    new ScanRequest("default", Bytes.EMPTY, cursor, 5, RequestOptions.DEFAULT);
            Call<ScanResult> page = moving.startScan(1 + random.nextInt(3), request);
            moving.world().time().runUntil(page::isDone, Duration.ofSeconds(3));
            if (!page.isDone() || !page.succeeded() || !page.result().complete()) {
                moving.heal();
                moving.nodes().stream()
                        .filter(node -> !node.isUp())
                        .forEach(TestNode::restartAtOnce);
                moving.world().time().advance(Duration.ofMillis(50));
                continue;
            }
            found.addAll(names(page.result()));
            cursor = page.result().next();
            ended = cursor.isEmpty();
            moving.world().time().advance(Duration.ofMillis(random.nextInt(40)));
        }
        assertThat(found).doesNotHaveDuplicates().containsAll(before);
    }

    private static void disturb(
            TestCluster cluster, Operator operator, RandomGenerator random, int step) {
        int through = 1 + random.nextInt(3);
        cluster.startPut(through, TestCluster.request(key("new" + step), "v", Optional.empty()));
        boolean fifth = operator.agreed().member(TestCluster.n(5)).isPresent();
        if (step > 7 && operator.isIdle() && !fifth) {
            operator.join(5);
        }
        if (random.nextInt(10) == 0) {
            TestNode node = cluster.node(1 + random.nextInt(5));
            if (node.isUp()) {
                node.kill();
            } else {
                node.restartAtOnce();
            }
        }
    }
}
