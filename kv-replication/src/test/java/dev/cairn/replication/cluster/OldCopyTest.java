package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import dev.cairn.api.spi.Replication.Freshness;
import dev.cairn.testkit.check.Seeded;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * CORRECTNESS rule 1: a node that offers less than others have seen of it is refused. An operator
 * puts an old copy of n1's data directory in its place; without the rule n1 mints dots again,
 * answers without what it acknowledged, and votes without what it promised.
 */
class OldCopyTest {
    private static final RequestOptions ONE = RequestOptions.DEFAULT.with(Consistency.Level.ONE);

    private final TestCluster cluster = TestCluster.of(3);
    private final Key key = cluster.keyOwnedBy(1);

    /** n1 goes on for a while after the copy was made, dies, and comes back as it was then. */
    private void comesBackAsItWas(Consumer<TestNode> goesOn) {
        cluster.put(1, key, "before");
        cluster.settle();
        TestNode.Copy copy = cluster.node(1).copy();
        goesOn.accept(cluster.node(1));
        cluster.settle();
        cluster.node(1).kill();
        cluster.node(1).restore(copy);
        cluster.node(1).restart();
    }

    private Call<WriteResult> tryPut(int through, String value) {
        return cluster.await(
                cluster.startPut(through, TestCluster.request(key, value, Optional.empty())));
    }

    private List<String> heldBy(int node) {
        return values(cluster.get(node, key));
    }

    private void assertIsRefused() {
        assertThat(cluster.node(1).replication().freshness()).isEqualTo(Freshness.OUTDATED);
        Call<WriteResult> refused = tryPut(1, "after");
        assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(refused.error().detail()).contains("old copy");
        assertThat(cluster.events())
                .anyMatch(event ->
                        event.startsWith("n1: this data directory is an old copy")
                                && event.contains("empty the directory"));
    }

    @Test
    void aCopyMadeWhileTheProcessRanIsRefused() {
        comesBackAsItWas(node -> cluster.put(1, key, "later"));
        assertIsRefused();
        assertThat(heldBy(2)).containsExactly("later");
        cluster.put(2, key, "after");
        assertThat(heldBy(3)).containsExactly("after");
    }

    @Test
    void withoutWhatOthersHaveSeenItMintsADotAgain() {
        Mutations.withoutSightings(cluster.network());
        comesBackAsItWas(node -> cluster.put(1, key, "later"));
        cluster.put(1, key, "after");
        cluster.settle();
        assertThat(Minted.twice(cluster)).hasSize(1);
        assertThat(heldBy(2)).as("one of two acknowledged writes is lost").hasSize(1);
    }

    @Test
    void aCopyFromAnEarlierProcessIsRefusedThoughNothingWasWrittenSince() {
        comesBackAsItWas(node -> {
            node.kill();
            node.restart();
        });
        assertIsRefused();
    }

    @Test
    void aCopyMadeAfterACleanStopIsRefusedOnceTheNodeWasStartedSince() {
        cluster.put(1, key, "before");
        cluster.settle();
        cluster.node(1).stop();
        TestNode.Copy copy = cluster.node(1).copy();
        for (int starts = 0; starts < 2; starts++) {
            cluster.node(1).restore(copy);
            cluster.node(1).restart();
            assertThat(cluster.node(1).replication().freshness())
                    .isEqualTo(starts == 0 ? Freshness.CURRENT : Freshness.OUTDATED);
            cluster.settle();
            cluster.node(1).kill();
        }
    }

    @Test
    void aCopyIsRefusedThoughItWentFurtherWhileNobodyWasThere() {
        cluster.put(1, key, "before");
        cluster.node(1).stop();
        TestNode.Copy copy = cluster.node(1).copy();
        cluster.node(1).restart();
        cluster.put(1, key, "later");
        cluster.settle();
        cluster.nodes().forEach(TestNode::kill);
        cluster.node(1).restore(copy);
        cluster.node(1).restart();
        for (int i = 0; i < 5; i++) {
            PutRequest put = TestCluster.request(key, "alone " + i, Optional.empty());
            cluster.await(cluster.startPut(1, put.with(ONE))).result();
        }
        cluster.settle();
        cluster.node(1).kill();
        cluster.node(2).restart();
        cluster.node(1).restart();
        assertIsRefused();
    }

    @Test
    void itStaysRefusedWhoeverIsThere() {
        comesBackAsItWas(node -> cluster.put(1, key, "later"));
        cluster.settle();
        cluster.node(1).kill();
        cluster.node(2).kill();
        cluster.node(3).kill();
        cluster.node(1).restart();
        assertThat(cluster.node(1).replication().freshness()).isEqualTo(Freshness.OUTDATED);
    }

    @Test
    void othersKnowItThoughTheyWereRestartedToo() {
        comesBackAsItWas(node -> {
            cluster.put(1, key, "later");
            cluster.world().time().advance(Duration.ofSeconds(15));
            node.kill();
            cluster.node(2).kill();
            cluster.node(3).losePower();
            cluster.node(2).restart();
            cluster.node(3).restart();
            cluster.rejoin(node.id());
        });
        assertIsRefused();
    }

    @Test
    void whoeverSawMoreStopsItAlsoWhenItComesLater() {
        cluster.put(1, key, "before");
        cluster.settle();
        TestNode.Copy copy = cluster.node(1).copy();
        cluster.cut(1, 3);
        cluster.put(1, key, "later");
        cluster.settle();
        cluster.node(1).kill();
        cluster.node(2).kill();
        cluster.node(1).restore(copy);
        cluster.node(1).restart();
        assertThat(cluster.node(1).replication().freshness())
                .as("n3 has seen nothing of it since")
                .isEqualTo(Freshness.CURRENT);
        cluster.node(2).restart();
        cluster.settle();
        assertIsRefused();
    }

    @Test
    void onAnEmptiedDirectoryItStartsAsOneThatLostItsDisk() {
        comesBackAsItWas(node -> cluster.put(1, key, "later"));
        cluster.takeBackEmpty(1, 2, 3);
        cluster.node(1).restart();
        cluster.settle();
        assertThat(cluster.node(1).isRebuilt()).isTrue();
        cluster.put(1, key, "after");
        cluster.settle();
        assertThat(heldBy(2)).containsExactly("after");
    }

    /** n1 and n2 decide, n3 is away; n1 comes back as it was before, and n2 is away. */
    private List<String> readAfterAnAcceptorCameBackAsItWas() {
        cluster.set("default", RegisterRun.properties());
        cluster.put(1, key, "before");
        cluster.settle();
        TestNode.Copy copy = cluster.node(1).copy();
        cluster.node(3).kill();
        cluster.put(1, key, "later");
        cluster.settle();
        cluster.node(1).kill();
        cluster.node(1).restore(copy);
        cluster.node(1).restart();
        cluster.node(2).kill();
        cluster.node(3).restart();
        Call<ReadResult> read = cluster.await(cluster.startGet(3, GetRequest.of(key)));
        return read.succeeded() ? values(read.result()) : List.of(read.code().toString());
    }

    @Test
    void anAcceptorThatForgotWhatItAcceptedHasNoVote() {
        assertThat(readAfterAnAcceptorCameBackAsItWas()).containsExactly("UNAVAILABLE");
    }

    @Test
    void withoutWhatOthersHaveSeenItForgetsWhatWasDecided() {
        Mutations.withoutSightings(cluster.network());
        assertThat(readAfterAnAcceptorCameBackAsItWas()).containsExactly("before");
    }

    @Test
    void aNodeThatLosesPowerOrIsKilledIsNotTakenForAnOldCopy() {
        for (int i = 0; i < 6; i++) {
            cluster.put(1, key, "v" + i);
            cluster.world().time().advance(Duration.ofMillis(700));
            tryPut(1, "w" + i);
            if (i % 2 == 0) {
                cluster.node(1).losePower();
            } else {
                cluster.node(1).kill();
            }
            cluster.node(1).restart();
        }
        assertThat(tryPut(1, "last").succeeded()).isTrue();
    }

    /** The engine notices a torn tail once; the process that was told so did nothing. */
    @Test
    void norIsOneWhoseLogWasTornAndThatDiesAgainBeforeAnybodyAnswers() {
        cluster.put(1, key, "v");
        cluster.world().time().advance(Duration.ofSeconds(3));
        cluster.node(1).kill();
        cluster.node(1).disk().tearOff(1);
        cluster.node(1).start();
        cluster.node(1).kill();
        cluster.node(1).restart();
        assertThat(cluster.node(1).replication().freshness()).isEqualTo(Freshness.CURRENT);
    }

    @Seeded(cases = 8)
    void whateverHappensANodeOnItsOwnDirectoryIsNotRefused(RandomGenerator random) {
        TestCluster world = new TestCluster(random.nextLong(), 3, TestCluster.Settings.DEFAULT);
        Key one = world.keyOwnedBy(1);
        for (int i = 0; i < 12; i++) {
            TestNode node = world.node(random.nextInt(4) == 0 ? 2 + random.nextInt(2) : 1);
            if (node.isUp()) {
                if (world.node(1).isUp()) {
                    world.startPut(1, TestCluster.request(one, "v" + i, Optional.empty()));
                }
                world.world().time().advance(Duration.ofMillis(random.nextInt(2000)));
                switch (random.nextInt(4)) {
                    case 0 -> node.kill();
                    case 1 -> node.stop();
                    default -> node.losePower();
                }
            }
            if (random.nextInt(4) == 0 && !node.disk().log().isEmpty()) {
                node.disk().tearOff(1);
            }
            node.restartAtOnce();
            world.world().time().advance(Duration.ofNanos(random.nextInt(3_000_000)));
            if (random.nextInt(3) == 0) {
                node.kill();
            }
        }
        world.nodes().stream().filter(node -> !node.isUp()).forEach(TestNode::restartAtOnce);
        world.settle();
        assertThat(world.nodes())
                .allMatch(node -> node.replication().freshness() == Freshness.CURRENT);
    }

    /** What is only in the kernel is lost with the power, and nobody minds. */
    @Seeded(cases = 6)
    void norIsOneThatAcknowledgesWhatPowerLossTakes(long seed) {
        TestCluster early =
                new TestCluster(seed, 3, TestCluster.Settings.DEFAULT.acknowledgingEarly());
        Key other = early.keyOwnedBy(1);
        early.put(1, other, "kept");
        early.settle();
        early.node(1).engine().stopSyncs();
        early.put(1, other, "lost");
        early.settle();
        early.node(1).losePower();
        early.node(1).restart();
        assertThat(early.node(1).replication().freshness()).isEqualTo(Freshness.CURRENT);
    }

    @Test
    void aNodeThatNobodyAnswersStartsAfterAWhileAndSaysSo() {
        cluster.put(1, key, "v");
        cluster.settle();
        cluster.node(1).kill();
        cluster.node(2).kill();
        cluster.node(3).kill();
        cluster.node(1).restart();
        assertThat(cluster.node(1).replication().freshness()).isEqualTo(Freshness.CURRENT);
        assertThat(cluster.events())
                .anyMatch(event -> event.contains("starts without having heard from [n2, n3]"));
    }

    @Seeded(cases = 20)
    void whateverHappensMeanwhileAnOldCopyIsRefused(RandomGenerator random) {
        TestCluster world = new TestCluster(random.nextLong(), 3, TestCluster.Settings.DEFAULT);
        Key one = world.keyOwnedBy(1);
        world.put(1, one, "first");
        TestNode.Copy copy = world.node(1).copy();
        world.settle();
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
            switch (random.nextInt(5)) {
                case 0 -> {
                    world.node(1).kill();
                    world.node(1).restart();
                }
                case 1 -> {
                    world.node(1).losePower();
                    world.node(1).restart();
                }
                case 2 -> {
                    int other = 2 + random.nextInt(2);
                    world.node(other).losePower();
                    world.node(other).restart();
                }
                default ->
                        world.put(
                                1,
                                random.nextBoolean()
                                        ? one
                                        : new Key("default", Bytes.utf8("k" + i)),
                                "v" + i);
            }
            if (random.nextInt(3) == 0) {
                copy = world.node(1).copy();
            }
            world.world().time().advance(Duration.ofMillis(1500 + random.nextInt(3000)));
        }
        world.put(1, one, "last");
        world.settle();
        world.node(1).kill();
        world.node(1).restore(copy);
        world.node(1).restart();
        world.settle();
        assertThat(world.node(1).replication().freshness()).isEqualTo(Freshness.OUTDATED);
    }
}
