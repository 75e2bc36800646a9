package dev.cairn.lsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.StorageException.Kind;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.lsm.file.Checksum;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the engine makes of disks that fill up, fail, lie about or lose what is not synced. */
final class LsmFaultsTest {
    private static void assertKind(Kind kind, String file, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        told -> {
                            assertThat(told.kind()).isEqualTo(kind);
                            assertThat(told.file()).endsWith(file);
                        });
    }

    private static String first(SimulatedDirectory disk, String suffix) {
        return disk.list().stream().filter(name -> name.endsWith(suffix)).findFirst().orElseThrow();
    }

    @Test
    void aCrashAtAnyWriteOfAFlushOrCompactionLosesNothing() {
        for (int allowed = 0; ; allowed++) {
            Bench bench = Bench.open();
            bench.fill(4, 60);
            bench.sync();
            while (bench.tasks.isEmpty()) {
                bench.putLarge("key", "more");
            }
            bench.sync();
            AtomicInteger left = new AtomicInteger(allowed);
            AtomicInteger refused = new AtomicInteger();
            bench.disk
                    .faults()
                    .failWrites(
                            name -> left.getAndDecrement() <= 0 && refused.incrementAndGet() > 0);
            bench.work();
            for (int seed = 0; seed < 3; seed++) {
                assertHolds(bench, bench.disk.afterPowerLoss(new SplittableRandom(seed)));
            }
            assertHolds(bench, bench.disk.afterProcessDeath());
            bench.disk.faults().heal();
            bench.close();
            if (refused.get() == 0) {
                return;
            }
        }
    }

    private static void assertHolds(Bench before, SimulatedDirectory disk) {
        try (Bench after = new Bench(disk, Bench.SMALL)) {
            assertThat(after.scan()).isEqualTo(before.model);
            after.work();
            assertThat(after.scan()).isEqualTo(before.model);
            assertThat(after.files(".table")).isEqualTo(after.engine.statistics().tables());
        }
    }

    @Test
    void aFlushThatFailsStopsWritersAndIsTriedAgain() {
        try (Bench bench = Bench.open()) {
            bench.disk.faults().failWrites(name -> name.endsWith(".table"));
            assertKind(Kind.READ_ONLY, "", () -> bench.fill(10, 1_000));
            assertThat(bench.events).hasAtLeastOneElementOfType(Event.StorageReadOnly.class);
            assertThat(bench.scan()).isEqualTo(bench.model);
            bench.disk.faults().heal();
            bench.nanos += TimeUnit.SECONDS.toNanos(2);
            bench.putLarge("key", "has the flush tried again");
            bench.work();
            bench.fill(3, 1_000);
            assertThat(bench.scan()).isEqualTo(bench.model);
        }
    }

    @Test
    void tablesOfAnEditThatFailedAreDeletedOnceAnotherSucceeds() {
        try (Bench bench = Bench.open()) {
            bench.disk.faults().failSyncs(name -> name.endsWith(".manifest"));
            assertKind(Kind.READ_ONLY, "", () -> bench.fill(10, 1_000));
            assertThat(bench.files(".table")).isEqualTo(1);
            bench.disk.faults().heal();
            bench.nanos += TimeUnit.SECONDS.toNanos(2);
            bench.putLarge("key", "has the flush tried again");
            bench.work();
            assertThat(bench.files(".table")).isEqualTo(bench.engine.statistics().tables());
            assertThat(bench.scan()).isEqualTo(bench.model);
        }
    }

    @Test
    void aFullDiskRefusesWritesUntilThereIsSpaceAgain() {
        try (Bench bench = Bench.open()) {
            bench.fill(2, 1_000);
            bench.disk.faults().leaveFree(25_000);
            assertKind(Kind.READ_ONLY, "", () -> bench.fill(1, 1_000));
            assertThat(bench.scan()).isEqualTo(bench.model);
            bench.disk.faults().heal();
            bench.fill(2, 1_000);
            assertThat(bench.scan()).isEqualTo(bench.model);
            try (Bench after = new Bench(bench.disk.afterProcessDeath(), Bench.SMALL)) {
                assertThat(after.scan()).isEqualTo(bench.model);
            }
        }
    }

    /** After a sync that failed, the kernel takes the bytes for written and never writes them. */
    @Seeded(cases = 20)
    void aFailedSyncThenADeathThenAPowerLossLeaveNoHoleInTheLog(RandomGenerator random) {
        Bench first = Bench.open();
        first.put("a", "1");
        first.sync();
        first.disk.faults().failSyncs(name -> name.endsWith(".log"));
        for (int i = random.nextInt(4); i > 0; i--) {
            first.put("b" + i, "2");
        }
        if (random.nextBoolean()) {
            first.engine.requestSync(first.engine.apply(new WriteBatch()));
        }
        first.close();
        Bench second = new Bench(first.disk.afterProcessDeath(), Bench.SMALL);
        assertThat(second.scan()).isEqualTo(first.model);
        second.model.putAll(first.model);
        second.put("c", "3");
        second.sync();
        assertHolds(second, second.disk.afterPowerLoss(random));
        second.close();
    }

    @Test
    void aRefusedBatchDoesNotAppearWithTheNext() {
        try (Bench bench = Bench.open()) {
            bench.put("a", "before");
            bench.disk.faults().leaveFree(10);
            assertKind(Kind.READ_ONLY, "", () -> bench.put("a", "refused"));
            assertKind(Kind.READ_ONLY, "", () -> bench.put("b", "refused"));
            bench.disk.faults().heal();
            bench.put("c", "next");
            assertThat(bench.scan()).isEqualTo(bench.model).hasSize(2);
        }
    }

    @Test
    void aDamagedBlockIsToldAndOthersAreStillRead() {
        try (Bench bench = Bench.open()) {
            bench.fill(2, 1_000);
            String table = first(bench.disk, ".table");
            bench.disk.flipBit(table, 100, 0);
            assertKind(Kind.CORRUPT, table, () -> bench.get("key0"));
            assertThat(bench.get("key9")).contains(bench.model.get(Bytes.utf8("key9")));
            assertKind(Kind.CORRUPT, table, bench::scan);
            for (int i = 0; i < 330; i++) {
                bench.putLarge("later" + i, "");
                bench.work();
            }
            assertThat(bench.events).hasAtLeastOneElementOfType(StoreEvent.CompactionFailed.class);
            assertKind(Kind.CORRUPT, table, () -> bench.get("key0"));
            assertThat(bench.get("key9")).contains(bench.model.get(Bytes.utf8("key9")));
        }
    }

    @Test
    void aReadThatFailsIsToldAndMayBeTriedAgain() {
        try (Bench bench = Bench.open()) {
            bench.fill(2, 1_000);
            bench.disk.faults().failReads(name -> true);
            assertKind(Kind.IO, "", () -> bench.get("key0"));
            bench.disk.faults().heal();
            assertThat(bench.get("key0")).contains(bench.model.get(Bytes.utf8("key0")));
        }
    }

    @Test
    void aMissingFileIsToldByName() throws IOException {
        Bench bench = Bench.open();
        bench.fill(2, 1_000);
        bench.close();
        for (String suffix : new String[] {".table", ".manifest", "CURRENT"}) {
            SimulatedDirectory damaged = bench.disk.afterProcessDeath();
            String file = first(damaged, suffix);
            damaged.delete(file);
            String told = suffix.equals(".manifest") ? "CURRENT" : file;
            assertKind(Kind.CORRUPT, told, () -> new Bench(damaged, Bench.SMALL));
        }
        SimulatedDirectory withoutLog = bench.disk.afterProcessDeath();
        for (String name : withoutLog.list()) {
            if (name.endsWith(".log")) {
                withoutLog.delete(name);
            }
        }
        assertKind(Kind.CORRUPT, "CURRENT", () -> new Bench(withoutLog, Bench.SMALL));
    }

    @Test
    void leftOversOfACrashAreDeletedAtTheOpen() throws IOException {
        Bench bench = Bench.open();
        bench.fill(2, 1_000);
        bench.close();
        for (String name :
                new String[] {
                    "900001.table", "900002.manifest", "900003.log.next", "CURRENT.next"
                }) {
            Golden.write(bench.disk, name, new byte[] {1, 2, 3});
        }
        try (Bench after = new Bench(bench.disk, Bench.SMALL)) {
            assertThat(after.disk.list())
                    .doesNotContain(
                            "900001.table", "900002.manifest", "900003.log.next", "CURRENT.next");
            assertThat(after.scan()).isEqualTo(bench.model);
        }
    }

    @Test
    void aStoreOfALaterFormatIsRefusedNotHarmed() throws IOException {
        Bench bench = Bench.open();
        bench.put("a", "1");
        bench.close();
        byte[] current = Golden.read(bench.disk, "CURRENT");
        current[11] = 2;
        ByteBuffer.wrap(current).putInt(20, Checksum.crc32c(current, 0, 20));
        Golden.write(bench.disk, "CURRENT", current);
        assertKind(Kind.REFUSED, "", () -> new Bench(bench.disk, Bench.SMALL));
    }

    @Test
    void closingInTheMiddleOfACompactionLosesNothing() {
        Bench bench = Bench.open();
        bench.fill(3, 60);
        try (Cursor held = bench.engine.cursor(MemorySegment.NULL, MemorySegment.NULL)) {
            held.next();
            while (bench.tasks.isEmpty()) {
                bench.putLarge("key", "more");
            }
            bench.engine.close();
            bench.work();
        }
        bench.work();
        try (Bench after = new Bench(bench.disk, Bench.SMALL)) {
            assertThat(after.engine.recovery().clean()).isTrue();
            assertThat(after.scan()).isEqualTo(bench.model);
        }
    }
}
