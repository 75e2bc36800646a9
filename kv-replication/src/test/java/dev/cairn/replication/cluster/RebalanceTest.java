package dev.cairn.replication.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.check.Seeded;
import org.junit.jupiter.api.Tag;

/** Members come and go under a write load, and no acknowledged write is lost. */
class RebalanceTest {
    private static final TestCluster.Settings HARD =
            TestCluster.Settings.DEFAULT.withLanes(2).withBlockingReads(0.2);

    private static void assertKept(MovingRun run) {
        assertThat(run.history().lost()).as("acknowledged writes that are lost").isEmpty();
        assertThat(run.history().stale())
                .as("reads that missed what was acknowledged before they began")
                .isEmpty();
        assertThat(run.history().diverged()).as("keys that owners hold differently").isEmpty();
        assertThat(run.strays()).as("keys at nodes that do not own them").isEmpty();
    }

    @Seeded(cases = 3)
    void noAcknowledgedWriteIsLostWhateverChangesAndWhateverFails(long seed) {
        MovingRun run = new MovingRun(seed, HARD);
        run.run(120);
        assertKept(run);
    }

    @Tag("long")
    @Seeded(cases = 200)
    void soItIsInManyAndLongerRuns(long seed) {
        MovingRun run = new MovingRun(seed, HARD);
        run.run(300);
        assertKept(run);
    }
}
