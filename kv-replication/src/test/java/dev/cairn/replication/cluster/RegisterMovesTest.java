package dev.cairn.replication.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A register whose owners change keeps what was decided (CORRECTNESS rule 14); read by a majority
 * of the new owners that is as unlucky as can be.
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

    @Test
    void whatWasDecidedBeforeTheChangeIsCopied() {
        assertThat(moving.writtenBefore()).containsExactly("v");
    }

    @Test
    void whatIsDecidedDuringTheChangeIsDecidedByBothRings() {
        assertThat(moving.writtenMeanwhile()).containsExactly("v");
    }

    @Test
    void aProposerOfTheOldRingIsToldAndReachesTheNewOwners() {
        assertThat(moving.writtenByTheOldRing()).containsExactly("v");
    }
}
