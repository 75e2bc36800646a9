package dev.cairn.replication.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.check.Seeded;
import java.time.Duration;
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
        RegisterRun run = moving(3, 300);
        assertThat(run.history().violations()).isEmpty();
        assertThat(run.history().answered()).as("requests answered").isGreaterThan(150);
        assertThat(run.changes()).as("joins and leaves").isGreaterThan(1);
    }

    private static RegisterRun forgetting(long seed, int nodes, int days) {
        TestCluster.Settings settings =
                HARD.with(Deletes.config(4096, Duration.ofSeconds(1))).withLanes(1);
        RegisterRun run = new RegisterRun(seed, nodes, settings);
        for (int day = 0; day < days; day++) {
            run.goOn(60);
            run.letADayPass();
        }
        run.goOn(60);
        return run.end();
    }

    @Test
    void soTheyAreWhileDeletedOnesAreForgotten() {
        RegisterRun run = forgetting(11, 3, 1);
        assertThat(run.history().violations()).isEmpty();
        assertThat(run.removals()).as("registers forgotten").isPositive();
    }

    private static RegisterRun expiring(long seed) {
        RegisterRun run = new RegisterRun(seed, 3, HARD);
        run.history().expiring(Duration.ofMinutes(90));
        return run.run(300);
    }

    @Test
    void soTheyAreWhileValuesExpireByClocksThatDiffer() {
        assertThat(expiring(1).history().violations()).isEmpty();
    }

    @Tag("long")
    @Seeded(cases = 200)
    void soTheyAreWhileValuesExpireInManyWorlds(long seed) {
        assertThat(expiring(seed).history().violations()).isEmpty();
    }

    @Tag("long")
    @Seeded(cases = 200)
    void soTheyAreWhileDeletedOnesAreForgottenInManyWorlds(long seed) {
        assertThat(forgetting(seed, 3, 4).history().violations()).isEmpty();
    }

    @Tag("long")
    @Seeded(cases = 200)
    void soTheyAreWhileDeletedOnesAreForgottenAndMembersComeAndGo(long seed) {
        assertThat(forgetting(seed, 5, 3).history().violations()).isEmpty();
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
