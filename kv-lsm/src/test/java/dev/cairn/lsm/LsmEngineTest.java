package dev.cairn.lsm;

import static dev.cairn.lsm.Bench.segment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.spi.StorageEngine.Lookup;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class LsmEngineTest {
    @Test
    void aFullMemtableBecomesATableAndItsLogGoes() {
        try (Bench bench = Bench.open()) {
            bench.fill(2, 1_000);
            bench.sync();
            bench.fill(1, 1_000);
            assertThat(bench.engine.statistics().tables()).isGreaterThanOrEqualTo(2);
            assertThat(bench.files(".log")).isLessThanOrEqualTo(3);
            assertThat(bench.scan()).isEqualTo(bench.model);
            bench.model.forEach((key, value) -> assertThat(bench.get(key.utf8())).contains(value));
        }
    }

    @Test
    void whatIsInTablesAndInTheLogIsThereAfterAReopen() {
        Bench first = Bench.open();
        first.fill(3, 1_000);
        first.close();
        try (Bench second = new Bench(first.disk, Bench.SMALL)) {
            assertThat(second.engine.recovery().clean()).isTrue();
            assertThat(second.scan()).isEqualTo(first.model);
        }
    }

    @Test
    void compactionKeepsTheTablesFewAndTheNewestValues() {
        try (Bench bench = Bench.open()) {
            bench.fill(40, 100);
            assertThat(bench.engine.statistics().tables()).isLessThan(8);
            assertThat(bench.files(".table")).isEqualTo(bench.engine.statistics().tables());
            assertThat(bench.scan()).isEqualTo(bench.model);
        }
    }

    @Test
    void deletesVanishWhenNothingOlderLiesBeneath() {
        try (Bench bench = Bench.open()) {
            for (int round = 0; round < 8; round++) {
                bench.fill(1, 60);
                for (int i = 0; i < 60; i++) {
                    bench.delete("key" + i);
                }
            }
            bench.fill(1, 1);
            assertThat(bench.scan()).isEqualTo(bench.model).hasSize(1);
            long disk = bench.engine.statistics().diskBytes();
            assertThat(disk).isLessThan(6 * LsmConfig.LEAST_MEMTABLE_BYTES);
        }
    }

    @Test
    void deletesAndOperandsOutliveACompactionAboveAnOlderTable() {
        LsmConfig config = Bench.SMALL.withCompaction("size-tiered", 0);
        Bench large =
                new Bench(
                        new SimulatedDirectory(),
                        config.withMemtableBytes(16 * LsmConfig.LEAST_MEMTABLE_BYTES));
        large.put("deleted", "old");
        large.put("merged", "z");
        large.fill(17, 2_000);
        assertThat(large.engine.statistics().tables()).isEqualTo(1);
        large.close();
        String oldest =
                large.disk.list().stream()
                        .filter(name -> name.endsWith(".table"))
                        .findFirst()
                        .orElseThrow();
        try (Bench small = new Bench(large.disk, config)) {
            small.model.putAll(large.model);
            small.delete("deleted");
            small.merge("merged", "a");
            for (int i = 0; i < 3 * 55; i++) {
                small.putLarge("newer" + i, "");
                small.work();
            }
            assertThat(small.disk.list()).contains(oldest);
            assertThat(small.engine.statistics().tables())
                    .as("flushes that were merged")
                    .isLessThan(6);
            assertThat(small.get("deleted")).isEmpty();
            assertThat(small.scan()).isEqualTo(small.model);
        }
    }

    @Test
    void operandsAboveWhatMemoryDoesNotHoldAreFoldedAtTheReadAndByCompaction() {
        try (Bench bench = Bench.open()) {
            bench.put("merged", "b");
            for (int round = 0; round < 6; round++) {
                bench.fill(1, 1_000);
                bench.merge("merged", "bcae".charAt(round % 4) + "" + round);
                bench.merge("merged", "a");
                bench.merge("only merged", "" + round);
                assertThat(bench.get("merged")).contains(bench.model.get(Bytes.utf8("merged")));
            }
            bench.fill(1, 1_000);
            assertThat(bench.get("merged").orElseThrow().utf8()).isEqualTo("e3");
            assertThat(bench.get("only merged").orElseThrow().utf8()).isEqualTo("5");
            assertThat(bench.scan()).isEqualTo(bench.model);
        }
    }

    @Test
    void aCursorReadsOnFromTablesThatWereCompactedAway() {
        try (Bench bench = Bench.open()) {
            bench.fill(3, 1_000);
            Map<Bytes, Bytes> then = new TreeMap<>(bench.model);
            try (Cursor cursor = bench.engine.cursor(MemorySegment.NULL, MemorySegment.NULL)) {
                cursor.next();
                bench.fill(20, 50);
                assertThat(bench.files(".table")).isGreaterThan(bench.engine.statistics().tables());
                then.remove(Bytes.copyOf(cursor.key()));
                assertThat(Bench.drain(cursor)).isEqualTo(then);
            }
            bench.work();
            assertThat(bench.files(".table")).isEqualTo(bench.engine.statistics().tables());
        }
    }

    @Test
    void aCursorOutlivesTheStoreUnharmed() {
        Bench bench = Bench.open();
        bench.fill(2, 1_000);
        Cursor cursor = bench.engine.cursor(MemorySegment.NULL, MemorySegment.NULL);
        cursor.next();
        bench.close();
        cursor.close();
        bench.work();
        new Bench(bench.disk, Bench.SMALL).close();
    }

    @Test
    void tryReadAnswersAbsentFromTheFiltersAndLeavesBlocksAlone() {
        try (Bench bench =
                new Bench(new SimulatedDirectory(), Bench.SMALL.withCacheBytes(1 << 20))) {
            bench.fill(3, 1_000);
            long reads = bench.disk.faults().reads();
            int absent = 0;
            for (int i = 0; i < 100; i++) {
                absent +=
                        bench.engine.tryRead(segment("absent" + i), value -> {}) == Lookup.ABSENT
                                ? 1
                                : 0;
            }
            assertThat(absent).isGreaterThan(90);
            assertThat(bench.engine.tryRead(segment("key0"), value -> {}))
                    .isEqualTo(Lookup.WOULD_BLOCK);
            assertThat(bench.disk.faults().reads()).isEqualTo(reads);
            assertThat(bench.get("key0")).isPresent();
            assertThat(bench.engine.tryRead(segment("key0"), value -> {})).isEqualTo(Lookup.FOUND);
        }
    }

    @Test
    void oneThreadAloneCanFillAStoreWhoseBackgroundNeverRuns() {
        try (Bench bench = Bench.open()) {
            for (int i = 0; i < 300; i++) {
                bench.putLarge("key" + i, "");
            }
            assertThat(bench.engine.statistics().tables()).isPositive();
            assertThat(bench.engine.statistics().memtableBytes())
                    .isLessThan(4 * LsmConfig.LEAST_MEMTABLE_BYTES);
            assertThat(((LsmEngine) bench.engine).details().spareBytes())
                    .isPositive()
                    .isLessThan(4 * LsmConfig.LEAST_MEMTABLE_BYTES);
            assertThat(bench.scan()).isEqualTo(bench.model);
        }
    }

    @Test
    void memoryStaysBoundedWhoeverFlushes() throws InterruptedException {
        try (Bench bench = Bench.open()) {
            Thread writer =
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < 300; i++) {
                                    bench.putLarge("key" + i, "");
                                }
                            });
            while (writer.isAlive()) {
                assertThat(bench.engine.statistics().memtableBytes())
                        .isLessThan(4 * LsmConfig.LEAST_MEMTABLE_BYTES);
                if (writer.getState() == Thread.State.TIMED_WAITING) {
                    bench.work();
                }
                Thread.onSpinWait();
            }
            writer.join();
            assertThat(bench.scan()).hasSize(300).isEqualTo(bench.model);
        }
    }

    @Test
    void aSegmentReplayedIntoSeveralMemtablesIsFlushedPartByPart() {
        Bench large = new Bench(new SimulatedDirectory(), Bench.SMALL.withMemtableBytes(8 << 20));
        large.fill(6, 1_000);
        try (Bench small = new Bench(large.disk.afterProcessDeath(), Bench.SMALL)) {
            assertThat(small.engine.recovery().replayedRecords()).isEqualTo(6 * 55);
            small.tasks.remove().run();
            assertThat(small.engine.statistics().tables()).isPositive();
            assertThat(small.scan()).isEqualTo(large.model);
            try (Bench again = new Bench(small.disk.afterProcessDeath(), Bench.SMALL)) {
                assertThat(again.engine.recovery().replayedRecords()).isLessThan(6 * 55);
                assertThat(again.scan()).isEqualTo(large.model);
            }
        }
        large.close();
    }

    @Test
    void openingAgainAndAgainLeavesNoFilesBehind() {
        Bench bench = Bench.open();
        bench.put("a", "1");
        bench.close();
        for (int i = 0; i < 5; i++) {
            bench = new Bench(bench.disk, Bench.SMALL);
            assertThat(bench.get("a")).isPresent();
            bench.close();
        }
        assertThat(bench.files(".manifest")).isEqualTo(1);
        assertThat(bench.files(".table")).isZero();
    }

    @Test
    void withoutGroupSyncAPositionIsAcknowledgedThoughTheDiskCannotSync() {
        Bench bench = new Bench(new SimulatedDirectory(), Bench.SMALL.withSync(SyncMode.NONE));
        bench.disk.faults().failSyncs(name -> true);
        bench.put("a", "1");
        bench.sync();
        assertThat(bench.engine.durablePosition()).isEqualTo(bench.engine.apply(new WriteBatch()));
        bench.disk.faults().heal();
        bench.close();
    }

    @Test
    void onlyWithGroupSyncADurablePositionSurvivesPowerLoss() {
        for (SyncMode mode : SyncMode.values()) {
            try (Bench bench = new Bench(new SimulatedDirectory(), Bench.SMALL.withSync(mode))) {
                assertThat(bench.engine.survivesPowerLoss())
                        .as("with sync: %s", mode)
                        .isEqualTo(mode == SyncMode.GROUP);
            }
        }
    }

    @Test
    void whileWritersGoOnAsBeforeLevelZeroWaitsForMoreTables() {
        try (Bench bench = new Bench(new SimulatedDirectory(), Bench.SMALL)) {
            LsmEngine engine = (LsmEngine) bench.engine;
            bench.fill(4, 1_000);
            for (int i = 0; i < 200 && levelZero(engine) < 2; i++) {
                bench.nanos += 1_000_000;
                bench.putLarge("key" + i, "value");
                bench.work();
            }
            assertThat(levelZero(engine)).isEqualTo(2);
            bench.nanos += 1_000_000_000;
            engine.flush();
            bench.work();
            assertThat(levelZero(engine)).isZero();
        }
    }

    private static int levelZero(LsmEngine engine) {
        return engine.details().levels().getFirst().tables();
    }

    @Test
    void whenWritersPauseLevelZeroIsMergedDown() {
        try (Bench bench =
                new Bench(new SimulatedDirectory(), Bench.SMALL.withMemtableBytes(8 << 20))) {
            bench.fill(10, 1_000);
            bench.work();
            LsmEngine engine = (LsmEngine) bench.engine;
            engine.flush();
            bench.work();
            assertThat(levelZero(engine)).isZero();
            assertThat(engine.details().runs()).isEqualTo(1);
            bench.fill(10, 1_000);
            assertThat(bench.scan()).isEqualTo(bench.model);
        }
    }
}
