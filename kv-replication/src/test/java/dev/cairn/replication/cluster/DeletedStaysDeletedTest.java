package dev.cairn.replication.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.check.Seeded;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;

/**
 * Deletes among crashes, losses of power, partitions and stand-ins, with rounds all the time: what
 * a delete has covered is nowhere in the end.
 */
class DeletedStaysDeletedTest {
    @Seeded(cases = 1)
    void nothingComesBack(RandomGenerator random) {
        check(random, 30);
    }

    @Tag("long")
    @Seeded(cases = 300)
    void nothingComesBackInLongRuns(RandomGenerator random) {
        check(random, 300);
    }

    private static void check(RandomGenerator random, int steps) {
        DeletingRun run = new DeletingRun(random);
        for (int i = 0; i < steps; i++) {
            run.step();
        }
        run.healAndCollect();
        assertThat(run.history().wrong()).isEmpty();
        assertThat(run.history().tombstones()).as("traces of deletes").isEmpty();
    }
}
