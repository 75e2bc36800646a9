package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.replication.replica.StorageKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Stories of a {@link MovingKey}. Where a rule can be switched off they are told twice: as it is,
 * and without it, when the acknowledged write is missed (CORRECTNESS rule 9).
 */
class MovingKeyTest {
    private static final TestCluster.Settings RANKED = TestCluster.Settings.DEFAULT.byRank();

    private final MovingKey moving = new MovingKey(RANKED);
    private final TestCluster cluster = moving.cluster;
    private final Operator operator = moving.operator;

    @Test
    void whatOneOwnerMissedReachesTheOwnerToBeFromAnother() {
        assertThat(moving.writtenBefore()).containsExactly("v");
    }

    @Test
    void withoutComparingWhatArrivedItIsMissed() {
        Mutations.withoutComparingWhatArrived(cluster.network());
        assertThat(moving.writtenBefore()).isEmpty();
    }

    /** Storage in memory: what had arrived is gone, and the others count on it. */
    @Test
    void anOwnerToBeWhoseStoreIsEmptiedDoesNotAnswerThatThereIsNothing() {
        assertThat(moving.writtenBeforeAndLostByTheOwnerToBe()).isNotEqualTo(List.of());
    }

    @Test
    void whatIsWrittenMeanwhileIsWrittenToTheOwnerToBe() {
        assertThat(moving.writtenMeanwhile()).containsExactly("v");
    }

    @Test
    void withoutWritingBothRingsItIsMissed() {
        MovingKey mutated = new MovingKey(RANKED.writingOneRing());
        assertThat(mutated.writtenMeanwhile()).isEmpty();
    }

    @Test
    void aCoordinatorOfTheOldRingIsToldAndReachesTheNewOwners() {
        assertThat(moving.writtenByTheOldRing()).containsExactly("v");
    }

    @Test
    void withoutEpochsInTheAnswersItIsMissed() {
        Mutations.withoutEpochs(cluster.network());
        assertThat(moving.writtenByTheOldRing()).isEmpty();
    }

    @Test
    void aChangeWaitsForPresentOwnersWhoCouldWriteWithoutIt() {
        assertThat(moving.writtenByOwnersWhoHaveNotHeard()).containsExactly("v");
    }

    @Test
    void withoutWaitingWhatTheyWriteIsMissed() {
        operator.waitForNobody();
        assertThat(moving.writtenByOwnersWhoHaveNotHeard()).isEmpty();
    }

    @Test
    void ownersChangeOnlyWithEnoughOfThoseWhoWereThere() {
        moving.loseBothWhoAloneHoldTheKey();
        assertThat(operator.isIdle()).as("the change waits for one of them").isFalse();
    }

    @Test
    void withoutThemWhatTheyAcknowledgedIsForgotten() {
        operator.waitForNobody();
        moving.loseBothWhoAloneHoldTheKey();
        assertThat(operator.isIdle()).isTrue();
        assertThat(moving.read(moving.third, 4)).isEmpty();
    }

    @Test
    void nothingMovesButWhatHasTo() {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Key some = new Key("default", Bytes.utf8("some" + i));
            cluster.put(1 + i % 3, some, "v" + i);
            keys.add(some);
        }
        cluster.settle();
        Map<Bytes, Bytes> all = Map.copyOf(cluster.node(1).engine().pairs());
        List<Integer> logged =
                cluster.nodes().stream().map(node -> node.disk().log().size()).toList();
        operator.join(4);
        operator.finish();
        assertThat(cluster.node(4).engine().pairs().keySet())
                .as("n4 holds what it owns")
                .hasSize(
                        (int) keys.stream().filter(some -> moving.owners(some).contains(4)).count())
                .allMatch(stored ->
                        moving.owners(StorageKey.decode(stored.segment()).key()).contains(4));
        cluster.nodes()
                .forEach(node -> assertThat(all).containsAllEntriesOf(node.engine().pairs()));
        for (int i = 1; i <= 3; i++) {
            List<TestDisk.Entry> since = cluster.node(i).disk().log();
            assertThat(since.subList(logged.get(i - 1), since.size()))
                    .as("n%d has removed what it owns no more, and written nothing", i)
                    .isNotEmpty()
                    .allMatch(entry -> entry.value().isEmpty());
        }
        assertThat(cluster.node(4).replication().transfers().progress().arrived())
                .isEqualTo(cluster.node(4).replication().transfers().progress().slices())
                .isPositive();
        int received = cluster.node(4).engine().pairs().size();
        assertThat(cluster.node(4).disk().log())
                .as("each key came once, apart from what anti-entropy sent as well")
                .hasSizeBetween(received, received + received / 10);
    }

    @Test
    void whatTheDiskDidNotKeepIsFetchedAgain() {
        for (int i = 0; i < 100; i++) {
            cluster.put(1, new Key("default", Bytes.utf8("some" + i)), "v");
        }
        cluster.settle();
        cluster.node(4).engine().forgetWrites(10);
        operator.join(4);
        moving.untilIdle();
        long owned =
                cluster.node(1).disk().log().stream()
                        .map(entry -> StorageKey.decode(entry.key().segment()).key())
                        .distinct()
                        .filter(some -> moving.owners(some).contains(4))
                        .count();
        assertThat(cluster.node(4).engine().pairs()).hasSize((int) owned);
    }

    @Test
    void aNodeThatLosesPowerWhileItsRangesArriveGoesOnAfterwards() {
        for (int i = 0; i < 100; i++) {
            cluster.put(1, new Key("default", Bytes.utf8("some" + i)), "v");
        }
        operator.join(4);
        for (int i = 0; i < 4; i++) {
            cluster.world().time().advance(Duration.ofMillis(90));
            TestNode victim = cluster.node(i % 2 == 0 ? 4 : moving.stays);
            victim.losePower();
            victim.restart();
        }
        operator.finish();
        assertThat(cluster.node(4).engine().pairs().keySet())
                .isNotEmpty()
                .allMatch(stored ->
                        moving.owners(StorageKey.decode(stored.segment()).key()).contains(4));
        assertThat(cluster.nodes().stream().mapToInt(node -> node.engine().pairs().size()).sum())
                .as("three copies of every key")
                .isEqualTo(300);
    }

    /** CORRECTNESS rule 1: what comes back to a former owner may tell less than it had written. */
    @Test
    void aFormerOwnerThatOwnsAgainDoesNotCountOnFromItsFormerDots() {
        cluster.await(moving.put(moving.goes, "1")).result();
        cluster.settle();
        operator.join(4);
        operator.finish();
        assertThat(cluster.node(moving.goes).engine().pairs().keySet())
                .noneMatch(stored -> StorageKey.decode(stored.segment()).key().equals(moving.key));
        cluster.node(moving.goes).kill();
        cluster.node(moving.goes).restart();
        operator.leave(4);
        operator.finish();
        assertThat(cluster.await(moving.put(moving.goes, "2")).result().clock().counters())
                .containsKeys(n(moving.goes) + "#2");
    }
}
