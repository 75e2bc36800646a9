package dev.cairn.replication.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.check.Seeded;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keys of a linearizable bucket are linearizable registers, whatever fails. */
class RegisterTest {
    private static final TestCluster.Settings HARD =
            TestCluster.Settings.DEFAULT.withLanes(2).withBlockingReads(0.2);

    private static RegisterRun onThree(long seed) {
        return new RegisterRun(seed, 3, HARD).run(400);
    }

    private static RegisterRun moving(long seed, int steps) {
        return new RegisterRun(seed, 5, HARD).run(steps);
    }

    @Seeded(cases = 2)
    void keysAreLinearizableWhileNodesFail(long seed) {
        assertThat(onThree(seed).history().violations()).isEmpty();
    }

    @Test
    void soTheyAreWhileMembersComeAndGo() {
        RegisterRun run = moving(2, 300);
        assertThat(run.history().violations()).isEmpty();
        assertThat(run.history().answered()).as("requests answered").isGreaterThan(150);
        assertThat(run.changes()).as("joins and leaves").isGreaterThan(1);
    }

    @Tag("long")
    @Seeded(cases = 300)
    void keysAreLinearizableWhileNodesFailInManyWorlds(long seed) {
        assertThat(onThree(seed).history().violations()).isEmpty();
    }

    @Tag("long")
    @Seeded(cases = 300)
    void soTheyAreWhileMembersComeAndGoInManyWorlds(long seed) {
        assertThat(moving(seed, 600).history().violations()).isEmpty();
    }
}
