package dev.cairn.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.spi.StorageException;
import dev.cairn.testkit.check.Seeded;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A disk that fills up at any byte of the log, of a flush, of a compaction or of the manifest. */
final class LsmFullDiskTest {
    private static final int FLUSHES = 6;
    private static final long MOST_FREE = FLUSHES * 2 * LsmConfig.LEAST_MEMTABLE_BYTES;

    /** Reads go on, writes are refused in words, nothing is lost, and writing resumes by itself. */
    private static void fillUp(RandomGenerator random) {
        Bench bench = Bench.open();
        bench.fill(1, 40);
        bench.disk.faults().leaveFree(random.nextLong(MOST_FREE));
        try {
            bench.fill(FLUSHES, 40);
        } catch (StorageException full) {
            assertThat(full.kind()).isEqualTo(StorageException.Kind.READ_ONLY);
        }
        bench.work();
        assertThat(bench.scan()).isEqualTo(bench.model);
        bench.disk.faults().heal();
        bench.nanos += TimeUnit.SECONDS.toNanos(2);
        bench.fill(2, 40);
        assertThat(bench.scan()).isEqualTo(bench.model);
        bench.sync();
        try (Bench after = new Bench(bench.disk.afterPowerLoss(random), Bench.SMALL)) {
            assertThat(after.scan()).isEqualTo(bench.model);
        }
        bench.close();
    }

    @Seeded(cases = 4)
    void aFullDiskStopsWritesUntilThereIsRoom(RandomGenerator random) {
        fillUp(random);
    }

    @Tag("long")
    @Seeded(cases = 1_000)
    void aFullDiskStopsWritesUntilThereIsRoomForManySeeds(RandomGenerator random) {
        fillUp(random);
    }

    /** From the first allocation to the last, each in its turn is the one that finds no room. */
    private static void fillUpAtEach(long seed, int stride) {
        boolean reached = true;
        for (int allocations = 0; reached; allocations += stride) {
            Mishap full = Mishap.fullAfter(allocations);
            CrashScript script = new CrashScript(new SplittableRandom(seed), full);
            script.run();
            reached = full.hasHappened();
            script.checkHealed();
            script.close();
        }
    }

    @Test
    void theDiskMayBeFullAtAnyAllocation() {
        fillUpAtEach(7, 41);
    }

    @Tag("long")
    @Seeded(cases = 5)
    void theDiskMayBeFullAtEachAllocation(long seed) {
        fillUpAtEach(seed, 1);
    }
}
