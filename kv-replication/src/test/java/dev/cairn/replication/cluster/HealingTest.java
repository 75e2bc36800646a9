package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.replication.ReplicationConfig;
import dev.cairn.testkit.check.Seeded;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A place of a disk that cannot be read any more is found, taken out and read from the other
 * owners; until then its node counts in no read of what was there (docs/decisions/044).
 */
class HealingTest {
    private static final Duration OFTEN = Duration.ofSeconds(10);

    /** One in which the node finds its slice empty, and one in which another tells it of more. */
    private static final Duration TWO_ROUNDS = Duration.ofSeconds(130);

    private TestCluster cluster = watching(OFTEN);
    private final Key key = cluster.keyOwnedBy(1);

    private static TestCluster watching(Duration interval) {
        ReplicationConfig config = ReplicationConfig.DEFAULT.withScrubInterval(interval);
        return new TestCluster(1, 3, TestCluster.Settings.DEFAULT.with(config));
    }

    private void writeMany() {
        for (int i = 0; i < 60; i++) {
            cluster.put(1 + i % 3, new Key("default", Bytes.utf8("some" + i)), "v" + i);
        }
        cluster.settle();
    }

    /** Some third of what the node stores. */
    private void damage(int node) {
        List<Bytes> keys = cluster.node(node).engine().pairs().keySet().stream().sorted().toList();
        cluster.node(node)
                .engine()
                .damage(keys.get(keys.size() / 3), keys.get(2 * keys.size() / 3));
    }

    private Call<ReadResult> get(int through, Level level) {
        RequestOptions options = RequestOptions.DEFAULT.with(level);
        return cluster.await(cluster.startGet(through, new GetRequest(key, options)));
    }

    private void advance(Duration time) {
        cluster.world().time().advance(time);
    }

    private void assertEqual() {
        assertThat(cluster.node(2).engine().pairs())
                .isEqualTo(cluster.node(1).engine().pairs())
                .isEqualTo(cluster.node(3).engine().pairs())
                .isNotEmpty();
    }

    @Test
    void damageThatNobodyHasMetIsFoundAndHealed() {
        writeMany();
        damage(2);
        assertThat(cluster.node(2).engine().pairs()).hasSizeLessThan(60);
        advance(OFTEN.multipliedBy(2));
        assertEqual();
        assertThat(cluster.node(2).isRebuilt()).isTrue();
        assertThat(cluster.events()).anyMatch(event -> event.contains("table was damaged at"));
    }

    @Test
    void fromTheMomentThatItIsTakenOutTheNodeSaysThatSomethingIsMissing() {
        writeMany();
        damage(2);
        assertThat(
                        cluster.world()
                                .time()
                                .runUntil(
                                        () -> cluster.node(2).engine().isReadable(),
                                        OFTEN.multipliedBy(2)))
                .isTrue();
        assertThat(cluster.node(2).isRebuilt()).isFalse();
        assertThat(cluster.node(2).replication().transfers().rebuilding().slices()).isPositive();
    }

    @Test
    void damageThatAReadMeetsIsHealedAtOnceAndTheReadAnsweredByOthers() {
        cluster = watching(Duration.ofDays(1));
        cluster.put(1, key, "v");
        cluster.settle();
        damage(2);
        assertThat(values(get(2, Level.QUORUM).result())).containsExactly("v");
        cluster.settle();
        assertEqual();
    }

    /** Acknowledged by n1 and n2; then n2's copy is damaged, n1 away, and n3 back. */
    private void damageOneOfTwoHolders() {
        cluster.node(3).kill();
        cluster.put(1, key, "v");
        cluster.node(1).kill();
        damage(2);
        advance(OFTEN.multipliedBy(2));
        cluster.node(3).restart();
        cluster.settle();
    }

    @Test
    void aQuorumOfWhomOneIsDamagedDoesNotAnswerThatThereIsNothing() {
        damageOneOfTwoHolders();
        assertThat(cluster.node(2).engine().pairs()).as("taken out").isEmpty();
        assertThat(get(3, Level.QUORUM).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        cluster.node(2).losePower();
        cluster.node(2).restart();
        cluster.settle();
        assertThat(get(3, Level.QUORUM).code()).as("restarted").isEqualTo(ErrorCode.UNAVAILABLE);
        cluster.node(1).restart();
        cluster.settle();
        cluster.node(1).kill();
        assertThat(values(get(3, Level.QUORUM).result())).containsExactly("v");
    }

    @Test
    void withoutTheMarkOnItsAnswerTheWriteIsMissed() {
        Mutations.withoutTheMarkOfALostDisk(cluster.network());
        damageOneOfTwoHolders();
        assertThat(values(get(3, Level.QUORUM).result())).isEmpty();
    }

    /** What n2 alone holds of a key, a second dot of its own, is damaged. */
    private void damageADotThatNobodyElseHas() {
        cluster.put(2, key, "v");
        cluster.settle();
        cluster.node(1).kill();
        cluster.node(3).kill();
        cluster.startPut(2, TestCluster.request(key, "lost", Optional.empty()));
        cluster.settle();
        damage(2);
        cluster.node(1).restart();
        cluster.node(3).restart();
    }

    @Test
    void dotsThatWereDamagedAreNotMintedAgain() {
        damageADotThatNobodyElseHas();
        advance(OFTEN.multipliedBy(2));
        assertThat(cluster.put(2, key, "w").clock().counters()).containsKey("n2#2");
    }

    @Test
    void whereANodeTakesWhatOthersSendForItsOwnTheyAre() {
        cluster.node(2).engine().withoutOrigins();
        damageADotThatNobodyElseHas();
        advance(OFTEN.multipliedBy(2));
        assertThat(cluster.put(2, key, "w").clock().counters()).containsEntry("n2", 2L);
    }

    @Test
    void whoeverIsDamagedHasNoVoteAnyMore() {
        cluster.set("default", RegisterRun.properties());
        cluster.put(1, key, "v");
        cluster.settle();
        damage(2);
        advance(OFTEN.multipliedBy(2));
        cluster.put(1, key, "w");
        cluster.node(3).kill();
        assertThat(get(1, Level.QUORUM).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void whatTheDiskDoesNotLetGoIsTriedAgain() {
        writeMany();
        cluster.node(2).engine().readOnly(true);
        damage(2);
        advance(OFTEN.multipliedBy(2));
        assertThat(cluster.events()).anyMatch(event -> event.contains("stays where it is"));
        cluster.node(2).engine().readOnly(false);
        advance(Duration.ofMinutes(2));
        assertEqual();
    }

    @Test
    void aNodeStartsOnADamagedStore() {
        writeMany();
        cluster.node(2).kill();
        List<Bytes> all = cluster.node(2).engine().pairs().keySet().stream().sorted().toList();
        cluster.node(2).engine().damage(all.getFirst(), all.getLast());
        cluster.node(2).restart();
        advance(OFTEN.multipliedBy(2));
        assertEqual();
    }

    @Test
    void whatAStoreHasLostWithoutAWordComesBackOnceItsHashIsNotBelievedAnyMore() {
        writeMany();
        advance(Duration.ofMinutes(2));
        loseSilently();
        advance(TWO_ROUNDS);
        assertEqual();
    }

    @Test
    void whereOldHashesAreBelievedItDoesNot() {
        cluster = watching(Duration.ofDays(10));
        writeMany();
        advance(Duration.ofMinutes(2));
        loseSilently();
        advance(Duration.ofMinutes(10));
        assertThat(cluster.node(2).engine().pairs()).hasSize(59);
    }

    private void loseSilently() {
        Bytes some = cluster.node(2).engine().pairs().keySet().stream().sorted().toList().getLast();
        cluster.node(2).engine().loseSilently(some);
    }

    private static final TestCluster.Settings HARD =
            TestCluster.Settings.DEFAULT
                    .withLanes(2)
                    .withBlockingReads(0.2)
                    .with(ReplicationConfig.DEFAULT.withScrubInterval(Duration.ofSeconds(1)));

    private static void assertKept(RandomRun<ClientHistory> run) {
        assertThat(run.damages()).isPositive();
        assertThat(run.history().lost()).as("acknowledged writes that are lost").isEmpty();
        assertThat(run.history().stale())
                .as("reads that missed what was acknowledged before they began")
                .isEmpty();
        assertThat(run.history().diverged()).as("keys that owners hold differently").isEmpty();
    }

    @Seeded(cases = 5)
    void noWriteIsLostWhileDisksAreDamagedOneAfterAnother(long seed) {
        RandomRun<ClientHistory> run = RandomRun.of(seed, 3, HARD, true).damagingDisks();
        run.run(150);
        assertKept(run);
    }

    @Tag("long")
    @Seeded(cases = 500)
    void soItIsInManyAndLongerRuns(long seed) {
        RandomRun<ClientHistory> run = RandomRun.of(seed, 3, HARD, true).damagingDisks();
        run.run(400);
        assertKept(run);
    }
}
