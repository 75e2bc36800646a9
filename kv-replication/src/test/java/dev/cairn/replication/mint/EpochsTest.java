package dev.cairn.replication.mint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.cairn.api.event.EventSink;
import dev.cairn.replication.replica.FoundEngine;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.sim.SimulatedDirectory;
import dev.cairn.testkit.sim.VirtualTime;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Queue;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class EpochsTest {
    private final VirtualTime time = new VirtualTime();
    private final Queue<Runnable> storageThread = new ArrayDeque<>();
    private SimulatedDirectory disk = new SimulatedDirectory();

    private Epochs open(String boot) throws IOException {
        storageThread.clear();
        return Epochs.open(
                disk,
                boot,
                new FoundEngine(0, 0, true, true),
                false,
                time.clock(),
                storageThread::add,
                EventSink.NONE);
    }

    private void runStorageThread() {
        for (Runnable task = storageThread.poll(); task != null; task = storageThread.poll()) {
            task.run();
        }
    }

    @Test
    void theFileIsAsItIsDrawn() throws IOException {
        EpochFile.Content content = new EpochFile.Content(3, 0x1_0000_0000L, true, "boot");
        new EpochFile(disk).write(content);
        byte[] bytes = new byte[31];
        try (var file = disk.open("epochs")) {
            assertThat(file.size()).isEqualTo(bytes.length);
            file.read(0, java.nio.ByteBuffer.wrap(bytes));
        }
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo(
                        "43414550"
                                + "03"
                                + "01"
                                + "0000000000000003"
                                + "0000000100000000"
                                + "04626f6f74"
                                + "64fcf205");
        assertThat(new EpochFile(disk).read()).isEqualTo(content);
    }

    @Test
    void numbersBeginAtOneAndTheFloorBelowThem() throws IOException {
        Epochs epochs = open("boot");
        assertThat(epochs.take()).isEqualTo(1);
        assertThat(epochs.take()).isEqualTo(2);
        assertThat(epochs.floor()).isEqualTo(1);
    }

    @Test
    void afterACleanStopCountingGoesOnWithoutAGap() throws IOException {
        Epochs epochs = open("one");
        epochs.take();
        epochs.closeCleanly();
        assertThat(epochs.take()).isEqualTo(Epochs.NONE);
        Epochs next = open("two");
        assertThat(next.take()).isEqualTo(2);
        assertThat(next.floor()).isEqualTo(1);
    }

    @Test
    void theMarkOfACleanStopIsGoneBeforeAnythingIsGivenOut() throws IOException {
        open("one").closeCleanly();
        open("two");
        disk = disk.afterProcessDeath();
        assertThat(open("three").floor()).isGreaterThan(1);
    }

    @Test
    void theNextBlockIsLeasedAheadAndWithoutItNothingIsGivenOut() throws IOException {
        Epochs epochs = open("boot");
        disk.faults().failWrites(name -> true);
        long last = 0;
        for (long i = 0; i < Epochs.BLOCK; i++) {
            last = epochs.take();
        }
        assertThat(last).isEqualTo(Epochs.BLOCK);
        runStorageThread();
        assertThat(epochs.take()).isEqualTo(Epochs.NONE);
        disk.faults().heal();
        epochs.take();
        runStorageThread();
        assertThat(epochs.take()).isGreaterThan(Epochs.BLOCK);
    }

    @Test
    void aDirectoryThatTakesNoFileStopsTheStart() {
        disk.faults().failWrites(name -> true);
        assertThatThrownBy(() -> open("boot")).isInstanceOf(IOException.class);
    }

    @Seeded(cases = 20)
    void noNumberIsGivenOutTwiceWhateverHappens(RandomGenerator random) throws IOException {
        Set<Long> given = new HashSet<>();
        for (int run = 0; run < 8; run++) {
            Epochs epochs = open("boot" + random.nextInt(3));
            long floor = epochs.floor();
            int count = random.nextInt(10) == 0 ? (int) Epochs.BLOCK : random.nextInt(100);
            for (int i = 0; i < count; i++) {
                long epoch = epochs.take();
                if (epoch != Epochs.NONE && (epoch < floor || !given.add(epoch))) {
                    fail("%d is not new, or below the floor %d", epoch, floor);
                }
                if (random.nextInt(1000) == 0) {
                    runStorageThread();
                }
            }
            switch (random.nextInt(3)) {
                case 0 -> epochs.closeCleanly();
                case 1 -> disk = disk.afterPowerLoss(random);
                default -> disk = disk.afterProcessDeath();
            }
        }
    }
}
