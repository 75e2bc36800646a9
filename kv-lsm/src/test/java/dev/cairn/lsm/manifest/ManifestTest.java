package dev.cairn.lsm.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.lsm.Golden;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ManifestTest {
    private static final String FIRST = ManifestFormat.name(1);
    private static final int LAST_EDIT_BYTES = 23;
    private static final TableRef OLD = new TableRef(3, 1_000, 10, 0);
    private static final TableRef NEW = new TableRef(5, 2_000, 20, 0);
    private static final TableRef MERGED =
            new TableRef(8, 2_500, 20, 6, Bytes.utf8("a"), Bytes.utf8("m"));
    private static final TableRef WITHOUT_KEYS = new TableRef(8, 2_500, 20, 6);

    private final SimulatedDirectory disk = new SimulatedDirectory();
    private final AtomicLong numbers = new AtomicLong(1);

    private Manifest start(Version version) throws IOException {
        return Manifest.start(disk, numbers::getAndIncrement, version);
    }

    private void writeExample() throws IOException {
        try (Manifest manifest = start(Version.EMPTY)) {
            manifest.append(new Edit(List.of(OLD), List.of(), 4, 10));
            manifest.append(new Edit(List.of(NEW), List.of(), 6, 20));
            manifest.append(new Edit(List.of(MERGED), List.of(5L, 3L), 0, 0, true));
        }
    }

    @Test
    void manifestAndCurrentHaveTheBytesOfTheGoldenFiles() throws IOException {
        writeExample();
        assertThat(Golden.read(disk, FIRST)).isEqualTo(Golden.bytes("manifest-4.hex"));
        assertThat(Golden.read(disk, ManifestFormat.CURRENT))
                .isEqualTo(Golden.bytes("current-1.hex"));
    }

    @Test
    void theGoldenFilesAreReadBack() throws IOException {
        Golden.write(disk, ManifestFormat.CURRENT, Golden.bytes("current-1.hex"));
        Golden.write(disk, FIRST, Golden.bytes("manifest-4.hex"));
        assertThat(Manifest.read(disk)).isEqualTo(new Version(List.of(MERGED), 6, 20, true));
        Golden.write(disk, FIRST, Golden.bytes("manifest-3.hex"));
        assertThat(Manifest.read(disk))
                .as("before tables told their keys")
                .isEqualTo(new Version(List.of(WITHOUT_KEYS), 6, 20, true));
        Golden.write(disk, FIRST, Golden.bytes("manifest-2.hex"));
        assertThat(Manifest.read(disk))
                .as("before values expired")
                .isEqualTo(new Version(List.of(WITHOUT_KEYS), 6, 20));
        Golden.write(disk, FIRST, Golden.bytes("manifest-1.hex"));
        assertThat(Manifest.read(disk))
                .as("before there were levels")
                .isEqualTo(new Version(List.of(WITHOUT_KEYS.at(0)), 6, 20));
    }

    @Test
    void whatIsNewerComesFirst() {
        TableRef sunk = NEW.at(1);
        assertThat(new Version(List.of(sunk, OLD), 1, 20).tables()).containsExactly(OLD, sunk);
        assertThat(new Version(List.of(OLD, NEW), 1, 20).tables()).containsExactly(NEW, OLD);
    }

    @Test
    void anEditTornAtAnyByteDoesNotCount() throws IOException {
        writeExample();
        byte[] bytes = Golden.read(disk, FIRST);
        int lastEdit = bytes.length - LAST_EDIT_BYTES;
        for (int end = lastEdit; end < bytes.length; end++) {
            Golden.write(disk, FIRST, Arrays.copyOf(bytes, end));
            assertThat(Manifest.read(disk)).isEqualTo(new Version(List.of(NEW, OLD), 6, 20));
        }
    }

    @Test
    void damageBeforeAWholeEditIsCorrupt() throws IOException {
        writeExample();
        int lastEdit = disk.size(FIRST) - LAST_EDIT_BYTES;
        for (int at = 0; at < lastEdit; at++) {
            SimulatedDirectory damaged = disk.afterProcessDeath();
            damaged.flipBit(FIRST, at, at % 8);
            assertThatThrownBy(() -> Manifest.read(damaged))
                    .as("byte %d", at)
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            told -> {
                                assertThat(told.kind()).isEqualTo(StorageException.Kind.CORRUPT);
                                assertThat(told.file()).isEqualTo(FIRST);
                            });
        }
    }

    private static Stream<Edit> neverWritten() {
        TableRef backwards = MERGED.from(MERGED.largest(), MERGED.smallest());
        return Stream.of(
                new Edit(List.of(backwards), List.of(), 0, 0),
                new Edit(List.of(NEW.at(6)), List.of(), 0, 0),
                new Edit(List.of(MERGED, MERGED), List.of(), 0, 0),
                new Edit(List.of(), List.of(MERGED.number()), 0, 0),
                new Edit(List.of(), List.of(NEW.number(), NEW.number()), 0, 0));
    }

    @ParameterizedTest
    @MethodSource("neverWritten")
    void anEditThatNoWriterWroteIsCorrupt(Edit edit) throws IOException {
        int at;
        try (Manifest manifest = start(new Version(List.of(OLD, NEW), 6, 20))) {
            at = disk.size(FIRST) + ManifestFormat.RECORD_HEADER_BYTES;
            manifest.append(edit);
        }
        assertThatThrownBy(() -> Manifest.read(disk))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        told -> {
                            assertThat(told.kind()).isEqualTo(StorageException.Kind.CORRUPT);
                            assertThat(told.file()).isEqualTo(FIRST);
                            assertThat(told.offset()).isEqualTo(at);
                        });
    }

    @Test
    void aTableThatTellsItsKeysHasSome() {
        WireWriter edit = new WireWriter(16);
        edit.u8(6).varint(8).varint(2_500).varint(20).u8(6);
        edit.bytes(Bytes.EMPTY).bytes(Bytes.utf8("m"));
        byte[] bytes = Arrays.copyOf(edit.buffer(), edit.size());
        assertThatThrownBy(() -> Edit.decode(new WireReader(Bytes.wrap(bytes))))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("the keys of 8");
    }

    @Test
    void afterAFailedEditTheNextGoesOnInANewManifestWithoutIt() throws IOException {
        try (Manifest manifest = start(Version.EMPTY)) {
            disk.faults().failSyncs(name -> name.endsWith(FIRST));
            assertThatThrownBy(() -> manifest.append(new Edit(List.of(OLD), List.of(), 4, 10)))
                    .isInstanceOf(IOException.class);
            disk.faults().heal();
            manifest.append(new Edit(List.of(NEW), List.of(), 6, 20));
        }
        assertThat(Manifest.read(disk.afterPowerLoss(new SplittableRandom(1))))
                .isEqualTo(new Version(List.of(NEW), 6, 20));
        assertThat(disk.list()).containsExactly(ManifestFormat.name(2), ManifestFormat.CURRENT);
    }

    @Test
    void aPowerLossWhileCurrentIsReplacedLeavesOneOfBoth() throws IOException {
        start(Version.EMPTY).close();
        Version second = new Version(List.of(OLD), 4, 10);
        for (int allowed = 0; ; allowed++) {
            SimulatedDirectory before = disk.afterProcessDeath();
            int[] left = {allowed};
            before.faults().failWrites(name -> left[0]-- <= 0);
            boolean done = begins(before, second);
            for (int seed = 0; seed < 8; seed++) {
                Version found = Manifest.read(before.afterPowerLoss(new SplittableRandom(seed)));
                assertThat(found).isIn(Version.EMPTY, second);
                assertThat(done && found.equals(Version.EMPTY)).isFalse();
            }
            if (done) {
                return;
            }
        }
    }

    private static boolean begins(SimulatedDirectory directory, Version version) {
        try {
            Manifest.start(directory, () -> 2, version).close();
            return true;
        } catch (IOException failed) {
            return false;
        }
    }
}
