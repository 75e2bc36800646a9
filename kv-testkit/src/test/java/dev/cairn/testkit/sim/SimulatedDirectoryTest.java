package dev.cairn.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Directory.ReadableFile;
import dev.cairn.api.env.Directory.WritableFile;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.sim.DiskFaults.Effect;
import dev.cairn.testkit.sim.DiskFaults.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class SimulatedDirectoryTest {
    private final SimulatedDirectory disk = new SimulatedDirectory();

    private static void write(WritableFile file, String text) throws IOException {
        file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(Directory directory, String name) throws IOException {
        try (ReadableFile file = directory.open(name)) {
            ByteBuffer all = ByteBuffer.allocate((int) file.size());
            file.read(0, all);
            return new String(all.array(), StandardCharsets.UTF_8);
        }
    }

    private WritableFile durableFile(String name, String text) throws IOException {
        WritableFile file = disk.create(name);
        write(file, text);
        file.sync();
        disk.syncNames();
        return file;
    }

    @Seeded(cases = 50)
    void syncedBytesUnderASyncedNameSurvivePowerLoss(RandomGenerator random) throws IOException {
        WritableFile file = durableFile("a", "durable");
        write(file, " and not");
        assertThat(text(disk.afterPowerLoss(random), "a"))
                .startsWith("durable")
                .hasSizeBetween(7, 15);
        assertThat(text(disk, "a")).as("the directory that goes on").isEqualTo("durable and not");
    }

    @Test
    void overManyCrashesUnsyncedBytesAreKeptLostAndTorn() throws IOException {
        WritableFile file = durableFile("a", "");
        write(file, "x".repeat(2_000));
        Set<Integer> sizes = new HashSet<>();
        boolean holes = false;
        for (int seed = 0; seed < 200; seed++) {
            String found = text(disk.afterPowerLoss(new SplittableRandom(seed)), "a");
            sizes.add(found.length());
            holes |= found.indexOf('\0') >= 0;
        }
        assertThat(sizes).contains(0).hasSizeGreaterThan(20);
        assertThat(holes).as("a sector missing before the end").isTrue();
    }

    @Test
    void overManyCrashesUnsyncedNamesAreKeptAndLost() throws IOException {
        write(disk.create("made"), "x");
        durableFile("from", "renamed");
        durableFile("to", "replaced");
        durableFile("deleted", "x");
        disk.rename("from", "to");
        disk.delete("deleted");
        write(disk.create("late"), "x");
        Set<String> made = new HashSet<>();
        Set<String> renamed = new HashSet<>();
        Set<String> deleted = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            SimulatedDirectory left = disk.afterPowerLoss(new SplittableRandom(seed));
            made.add("late " + left.exists("late"));
            deleted.add("deleted " + !left.exists("deleted"));
            renamed.add(text(left, "to") + " " + left.exists("from"));
            assertThat(left.exists("made")).as("a name that a later syncNames covers").isTrue();
        }
        assertThat(made).hasSize(2);
        assertThat(deleted).hasSize(2);
        assertThat(renamed).containsExactlyInAnyOrder("renamed false", "replaced true");
    }

    @Test
    void anUnsyncedCutMayComeBack() throws IOException {
        durableFile("a", "all of it").close();
        disk.append("a", 3).close();
        Set<String> found = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            found.add(text(disk.afterPowerLoss(new SplittableRandom(seed)), "a"));
        }
        assertThat(found).contains("all of it");
        assertThat(text(disk, "a")).isEqualTo("all");
    }

    @Test
    void everythingWrittenSurvivesTheDeathOfTheProcessAndIsStillUnsynced() throws Exception {
        AutoCloseable lock = disk.lock("lock");
        write(disk.create("a"), "written");
        SimulatedDirectory next = disk.afterProcessDeath();
        assertThat(text(next, "a")).isEqualTo("written");
        next.lock("lock").close();
        lock.close();
        boolean lost = false;
        for (int seed = 0; seed < 20; seed++) {
            lost |= !next.afterPowerLoss(new SplittableRandom(seed)).exists("a");
        }
        assertThat(lost).as("lost by some power loss").isTrue();
    }

    @Test
    void aFailedSyncLosesItsBytesAndTheNextOneSucceedsWithoutThem() throws IOException {
        WritableFile file = durableFile("a", "first ");
        write(file, "second ");
        disk.faults().failSyncs(name -> name.endsWith("/a"));
        assertThatIOException().isThrownBy(file::sync);
        disk.faults().heal();
        write(file, "third");
        file.sync();
        assertThat(text(disk, "a")).isEqualTo("first second third");
        assertThat(text(disk.afterPowerLoss(new SplittableRandom(1)), "a"))
                .isEqualTo("first \0\0\0\0\0\0\0third");
    }

    @Test
    void aLyingDiskLosesWhatItPromised() throws IOException {
        WritableFile file = durableFile("a", "");
        disk.faults().lieAboutSyncs();
        write(file, "promised");
        file.sync();
        boolean lost = false;
        for (int seed = 0; seed < 20; seed++) {
            lost |= text(disk.afterPowerLoss(new SplittableRandom(seed)), "a").isEmpty();
        }
        assertThat(lost).isTrue();
    }

    @Test
    void aFullDiskTakesNoMoreUntilThereIsRoom() throws IOException {
        WritableFile file = disk.child("folder").create("a");
        disk.faults().leaveFree(10);
        write(file, "12345");
        assertThatExceptionOfType(Directory.DiskFullException.class)
                .isThrownBy(() -> write(file, "123456"))
                .withMessageContaining("folder/a");
        write(file, "12345");
        disk.faults().heal();
        write(file, "more");
        assertThat(text(disk.child("folder"), "a")).isEqualTo("1234512345more");
    }

    @Test
    void readsAndWritesFailWhereTheyAreTold() throws IOException {
        WritableFile bad = durableFile("bad", "x");
        durableFile("good", "x");
        disk.faults().failReads(name -> name.endsWith("bad"));
        disk.faults().failWrites(name -> name.endsWith("bad"));
        assertThatIOException().isThrownBy(() -> text(disk, "bad"));
        assertThatIOException().isThrownBy(() -> write(bad, "y"));
        assertThatIOException().isThrownBy(() -> disk.delete("bad"));
        assertThatIOException().isThrownBy(() -> disk.rename("good", "bad"));
        assertThat(text(disk, "good")).isEqualTo("x");
        disk.faults().heal();
        assertThat(text(disk, "bad")).isEqualTo("x");
    }

    @Test
    void eachOperationIsDecidedAboutAsItComes() throws IOException {
        List<Operation> seen = new ArrayList<>();
        disk.faults()
                .decide((operation, file) -> {
                    seen.add(operation);
                    return operation == Operation.READ ? Effect.FAIL : Effect.DONE;
                });
        durableFile("a", "x");
        assertThatIOException().isThrownBy(() -> text(disk, "a"));
        assertThat(seen)
                .containsExactly(
                        Operation.CREATE,
                        Operation.WRITE,
                        Operation.SYNC,
                        Operation.SYNC,
                        Operation.READ);
        disk.faults().decide((operation, file) -> Effect.FULL);
        assertThatExceptionOfType(Directory.DiskFullException.class)
                .isThrownBy(() -> disk.create("b"));
    }

    @Test
    void aProcessThatDiesInAWriteLeavesAPartOfItAndNothingAfterIt() throws IOException {
        WritableFile file = durableFile("a", "before");
        disk.faults().decide((operation, name) -> Effect.TEAR);
        assertThatIOException().isThrownBy(() -> write(file, "0123456789"));
        disk.faults().decide((operation, name) -> Effect.DEAD);
        assertThatIOException().isThrownBy(() -> write(file, "after"));
        assertThatIOException().isThrownBy(file::sync);
        assertThatIOException().isThrownBy(() -> disk.delete("a"));
        String left = text(disk.afterProcessDeath(), "a");
        assertThat("before0123456789").startsWith(left).isNotEqualTo(left);
    }

    @Test
    void aFlippedBitStaysFlipped() throws IOException {
        durableFile("a", "abc");
        disk.flipBit("a", 1, 0);
        disk.flipBit("a", 3, 0);
        assertThat(text(disk, "a")).isEqualTo("acc");
        assertThat(text(disk.afterPowerLoss(new SplittableRandom(1)), "a")).isEqualTo("acc");
    }

    @Test
    void theSameSeedLeavesTheSame() throws IOException {
        for (int i = 0; i < 10; i++) {
            write(disk.create("file" + i), "x".repeat(100 * i));
        }
        SimulatedDirectory one = disk.afterPowerLoss(new SplittableRandom(5));
        SimulatedDirectory other = disk.afterPowerLoss(new SplittableRandom(5));
        assertThat(one.list()).isEqualTo(other.list());
        for (String name : one.list()) {
            assertThat(text(one, name)).isEqualTo(text(other, name));
        }
    }
}
