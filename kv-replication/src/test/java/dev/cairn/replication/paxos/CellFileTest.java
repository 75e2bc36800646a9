package dev.cairn.replication.paxos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Directory;
import dev.cairn.api.event.EventSink;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.sim.SimulatedDirectory;
import dev.cairn.testkit.sim.Simulation;
import dev.cairn.testkit.sim.VirtualLane;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Against registers-file-1.hex, and on disks that fail. */
class CellFileTest {
    private static final long STORAGE = 42;
    private static final Cell PROMISED = Cell.EMPTY.promise(new Ballot(3, 7));
    private static final Cell CHAINED =
            Cell.begin(new Scope("topology", 5, 4, Bytes.utf8("base")))
                    .accept(
                            new Proposed(
                                    new Ballot(2, 9), new Ballot(1, 9), Bytes.utf8("next"), 6));

    private final Simulation world = new Simulation(1);
    private final VirtualLane lane = world.lanes(1).getFirst();

    private CellFile open(Directory directory, long storage, boolean fresh) throws IOException {
        return CellFile.open(directory, storage, fresh, lane, Runnable::run, EventSink.NONE);
    }

    private boolean sync(CellFile file) {
        List<Boolean> answers = new ArrayList<>();
        file.sync(answers::add);
        world.time().advance(Duration.ofSeconds(1));
        assertThat(answers).hasSize(1);
        return answers.getFirst();
    }

    @Test
    void whatIsSyncedIsFoundAgain() throws IOException {
        SimulatedDirectory disk = new SimulatedDirectory();
        CellFile file = open(disk, STORAGE, true);
        file.put("lease", PROMISED);
        file.put("topology", CHAINED);
        assertThat(sync(file)).isTrue();
        CellFile again = open(disk, STORAGE, false);
        assertThat(again.isWhole()).isTrue();
        assertThat(again.registers()).containsExactly("lease", "topology");
        assertThat(again.cell("lease")).isEqualTo(PROMISED);
        assertThat(again.cell("topology")).isEqualTo(CHAINED);
        assertThat(again.cell("other")).isEqualTo(Cell.EMPTY);
    }

    @Seeded(cases = 50)
    void whatIsSyncedSurvivesPowerLossInWhateverComesAfter(RandomGenerator random)
            throws IOException {
        SimulatedDirectory disk = new SimulatedDirectory();
        CellFile file = open(disk, STORAGE, true);
        file.put("lease", PROMISED);
        sync(file);
        disk.faults().failSyncs(name -> random.nextInt(3) == 0);
        file.put("lease", PROMISED.promise(new Ballot(4, 4)));
        boolean second = sync(file);
        CellFile again = open(disk.afterPowerLoss(random), STORAGE, false);
        assertThat(again.isWhole()).isTrue();
        assertThat(again.cell("lease").promised().round()).isGreaterThanOrEqualTo(second ? 4 : 3);
    }

    @Test
    void aMissingDamagedOrForeignFileIsLostForGood() throws IOException {
        SimulatedDirectory missing = new SimulatedDirectory();
        assertThat(open(missing, STORAGE, false).isWhole()).isFalse();
        assertThat(open(missing, STORAGE, false).isWhole()).isFalse();

        SimulatedDirectory damaged = new SimulatedDirectory();
        open(damaged, STORAGE, true);
        damaged.flipBit(CellFile.NAME, 9, 3);
        assertThat(open(damaged, STORAGE, false).isWhole()).isFalse();
        assertThat(open(damaged, STORAGE, false).isWhole()).isFalse();

        SimulatedDirectory foreign = new SimulatedDirectory();
        open(foreign, STORAGE + 1, true);
        assertThat(open(foreign, STORAGE, false).isWhole()).isFalse();
    }

    @Test
    void aFailedSyncIsTold() throws IOException {
        SimulatedDirectory disk = new SimulatedDirectory();
        CellFile file = open(disk, STORAGE, true);
        disk.faults().failSyncs(name -> true);
        file.put("lease", PROMISED);
        assertThat(sync(file)).isFalse();
    }

    @Test
    void theFileIsWrittenAsTheGoldenBytesSay() throws IOException {
        SimulatedDirectory disk = new SimulatedDirectory();
        CellFile file = open(disk, STORAGE, true);
        file.put("lease", PROMISED);
        file.put("topology", CHAINED);
        sync(file);
        byte[] bytes = new byte[disk.size(CellFile.NAME)];
        try (Directory.ReadableFile reading = disk.open(CellFile.NAME)) {
            reading.read(0, ByteBuffer.wrap(bytes));
        }
        try (InputStream golden = CellFileTest.class.getResourceAsStream("registers-file-1.hex")) {
            String text = new String(golden.readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(text);
        }
    }
}
