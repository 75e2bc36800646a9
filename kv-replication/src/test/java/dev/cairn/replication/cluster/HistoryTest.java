package dev.cairn.replication.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.check.Seeded;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Random clients on a cluster whose nodes die, lose power, come back and lose sight of each other.
 */
class HistoryTest {
    private static final TestCluster.Settings HARD =
            TestCluster.Settings.DEFAULT.withLanes(2).withBlockingReads(0.2);

    @Seeded(cases = 25)
    void noAcknowledgedWriteIsLostAndReadsSeeWhatWasAcknowledgedBefore(long seed) {
        RandomRun<ClientHistory> run = RandomRun.of(seed, 3, HARD, true);
        run.run(150);
        assertThat(run.history().lost())
                .as("acknowledged writes that nobody superseded and no read finds")
                .isEmpty();
        assertThat(run.history().stale())
                .as("reads that missed what was acknowledged before they began")
                .isEmpty();
        assertThat(run.history().diverged())
                .as("keys that replicas hold differently in the end")
                .isEmpty();
    }

    @Seeded(cases = 10)
    void soItIsWithFiveNodesOfWhichTwoForward(long seed) {
        RandomRun<ClientHistory> run = RandomRun.of(seed, 5, TestCluster.Settings.DEFAULT, true);
        run.run(150);
        assertThat(run.history().lost()).isEmpty();
        assertThat(run.history().stale()).isEmpty();
        assertThat(run.history().diverged()).isEmpty();
    }

    @Test
    void theCheckerSeesWhatIsLostWhenWritesAreAcknowledgedBeforeTheyAreDurable() {
        assertThat(
                        LongStream.range(0, 15)
                                .anyMatch(seed -> {
                                    RandomRun<ClientHistory> run =
                                            RandomRun.of(seed, 3, HARD.acknowledgingEarly(), true);
                                    run.run(150);
                                    return !run.history().lost().isEmpty();
                                }))
                .isTrue();
    }

    @Seeded(cases = 5)
    void withoutPowerLossThatIsEnough(long seed) {
        RandomRun<ClientHistory> run = RandomRun.of(seed, 3, HARD.acknowledgingEarly(), false);
        run.run(150);
        assertThat(run.history().lost()).isEmpty();
    }
}
