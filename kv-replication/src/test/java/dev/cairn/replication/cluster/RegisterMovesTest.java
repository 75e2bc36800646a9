package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Consistency.Level;
import dev.cairn.api.GetRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A register whose owners change keeps what was decided (CORRECTNESS rule 14); read by a majority
 * of the new owners that is as unlucky as can be, and with the rule off.
 */
class RegisterMovesTest {
    private static final TestCluster.Settings RANKED = TestCluster.Settings.DEFAULT.byRank();

    private final MovingKey moving = warm(new MovingKey(RANKED));

    /** Everybody votes already. */
    private static MovingKey warm(MovingKey moving) {
        moving.cluster.set("default", RegisterRun.properties());
        moving.cluster.await(moving.put(moving.stays, "first")).result();
        moving.cluster.world().time().advance(Duration.ofSeconds(5));
        return moving;
    }

    /** Read at ONE, where the owner has it from nobody but anti-entropy. */
    @Test
    void anOwnerThatMissedADecisionHearsOfIt() {
        TestCluster cluster = moving.cluster;
        cluster.cut(moving.third, moving.stays);
        cluster.cut(moving.third, moving.goes);
        cluster.await(moving.put(moving.stays, "v")).result();
        cluster.heal();
        assertThat(stale()).containsExactly("first");
        cluster.world().time().advance(Duration.ofSeconds(70));
        assertThat(stale()).containsExactly("v");
    }

    private List<String> stale() {
        GetRequest one = new GetRequest(moving.key, RequestOptions.DEFAULT.with(Level.ONE));
        ReadResult read = moving.cluster.await(moving.cluster.startGet(moving.third, one)).result();
        assertThat(read.receipt().mayBeStale()).isTrue();
        return TestCluster.values(read);
    }

    @Test
    void whatWasDecidedBeforeTheChangeIsCopied() {
        assertThat(moving.writtenBefore()).containsExactly("v");
    }

    @Test
    void withoutComparingWhatArrivedItIsNot() {
        Mutations.withoutComparingWhatArrived(moving.cluster.network());
        assertThat(moving.writtenBefore()).containsExactly("first");
    }

    @Test
    void whatIsDecidedDuringTheChangeIsDecidedByBothRings() {
        assertThat(moving.writtenMeanwhile()).containsExactly("v");
    }

    @Test
    void decidedByOneRingItIsMissed() {
        Mutations.withoutAsking(moving.cluster.network(), n(moving.stays), n(4));
        assertThat(moving.writtenMeanwhile()).containsExactly("first");
    }

    /** What two owners decided of whom one has lost its disk is fetched from the other. */
    @Test
    void anOwnerThatLostItsDiskIsNoSource() {
        TestCluster cluster = moving.cluster;
        cluster.cut(moving.third, moving.stays);
        cluster.cut(moving.third, moving.goes);
        cluster.await(moving.put(moving.stays, "v")).result();
        TestNode wiped = cluster.node(moving.stays);
        wiped.kill();
        wiped.loseDisk();
        moving.operator.step(next -> next.takeBack(wiped.id(), wiped.storage()));
        cluster.world().time().advance(Duration.ofSeconds(1));
        cluster.heal();
        cluster.cut(moving.stays, moving.goes);
        cluster.cut(4, moving.goes);
        wiped.start();
        cluster.heal(moving.stays, moving.third);
        cluster.heal(moving.stays, 4);
        moving.operator.join(4);
        cluster.world().time().advance(Duration.ofSeconds(5));
        assertThat(moving.operator.isIdle()).as("it cannot be finished").isFalse();
        cluster.heal();
        moving.untilIdle();
        assertThat(moving.read(moving.third, 4)).containsExactly("v");
    }

    @Test
    void aProposerOfTheOldRingIsToldAndReachesTheNewOwners() {
        assertThat(moving.writtenByTheOldRing()).containsExactly("v");
    }

    @Test
    void answeredByWhicheverTopologyItDecidesBesideThem() {
        Mutations.withoutFencing(moving.cluster);
        moving.cluster.mute(4);
        assertThat(moving.writtenByTheOldRing()).containsExactly("first");
    }
}
