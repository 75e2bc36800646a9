package dev.cairn.lsm.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Directory;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.StorageException.Kind;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.lsm.Golden;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LogReplayTest {
    private static final SyncPolicy GROUP = new SyncPolicy(true, Optional.empty());
    private static final String FIRST = LogFormat.name(1);

    private final SimulatedDirectory disk = new SimulatedDirectory();
    private final List<String> replayed = new ArrayList<>();

    private CommitLog open(long segment, long position) throws IOException {
        return CommitLog.open(
                disk, new LogSegments(List.of()), segment, position, GROUP, EventSink.NONE);
    }

    private static void append(CommitLog log, String... keys) {
        for (String key : keys) {
            log.append(
                    new WriteBatch()
                            .put(Bytes.utf8(key).segment(), Bytes.utf8("of " + key).segment()));
        }
    }

    private static void awaitSync(CommitLog log) {
        log.requestSync(log.writtenPosition());
        while (log.acknowledgedPosition() < log.writtenPosition()) {
            Thread.onSpinWait();
        }
    }

    private LogReplay.Outcome replay(Directory directory) throws IOException {
        replayed.clear();
        return LogReplay.run(
                directory,
                LogSegments.list(directory),
                0,
                (segment, position, batch) -> {
                    while (batch.next()) {
                        replayed.add(position + Bytes.copyOf(batch.key()).utf8());
                    }
                },
                Runnable::run);
    }

    @Test
    void theLogHasTheBytesOfTheGoldenFile() throws IOException {
        CommitLog log = open(1, 0);
        log.append(
                new WriteBatch()
                        .put(Bytes.utf8("key").segment(), Bytes.utf8("value").segment())
                        .delete(Bytes.utf8("old").segment())
                        .merge(Bytes.utf8("sum").segment(), Bytes.utf8("+1").segment()));
        awaitSync(log);
        log.mark();
        log.mark();
        log.close();
        assertThat(Golden.read(disk, FIRST)).isEqualTo(Golden.bytes("log-3.hex"));
    }

    @Test
    void theGoldenFilesAreReadBack() throws IOException {
        for (String golden : List.of("log-1.hex", "log-2.hex", "log-3.hex")) {
            SimulatedDirectory older = new SimulatedDirectory();
            Golden.write(older, FIRST, Golden.bytes(golden));
            assertThat(replay(older))
                    .isEqualTo(new LogReplay.Outcome(LogSegments.list(older), 1, 1, true, 0));
            assertThat(replayed).containsExactly("1key", "1old", "1sum");
        }
    }

    @Test
    void roomThatWasTakenAndNotUsedIsNoTornTail() throws IOException {
        CommitLog log = open(1, 0);
        append(log, "a", "b");
        byte[] bytes = Golden.read(disk, FIRST);
        int whole = (int) log.size();
        assertThat(whole).isLessThan(bytes.length);
        for (int length : new int[] {whole, bytes.length, 5_000}) {
            SimulatedDirectory left = new SimulatedDirectory();
            Golden.write(left, FIRST, Arrays.copyOf(bytes, length));
            assertThat(replay(left).lostBytes()).isZero();
            assertThat(replayed).containsExactly("1a", "2b");
            assertThat(left.size(FIRST)).isEqualTo(whole);
        }
        byte[] torn = Arrays.copyOf(bytes, 5_000);
        torn[4_000] = 1;
        Golden.write(disk, FIRST, torn);
        assertThat(replay(disk).lostBytes()).isEqualTo(4_001 - whole);
        log.close();
    }

    @Test
    void aLastRecordTornAtAnyByteIsCutOffAndCounted() throws IOException {
        CommitLog log = open(1, 0);
        append(log, "a", "b");
        int whole = (int) log.size();
        append(log, "c");
        byte[] bytes = Arrays.copyOf(Golden.read(disk, FIRST), (int) log.size());
        for (int end = whole + 1; end < bytes.length; end++) {
            SimulatedDirectory torn = new SimulatedDirectory();
            Golden.write(torn, FIRST, Arrays.copyOf(bytes, end));
            assertThat(replay(torn).lostBytes()).isEqualTo(lastByteSet(bytes, end) - whole);
            assertThat(replayed).containsExactly("1a", "2b");
            assertThat(torn.size(FIRST)).isEqualTo(whole);
            assertThat(replay(torn))
                    .isEqualTo(new LogReplay.Outcome(LogSegments.list(torn), 2, 2, false, 0));
        }
        log.close();
    }

    /** Zeros at the end are room that was taken and not used. */
    private static int lastByteSet(byte[] bytes, int end) {
        int last = end;
        while (bytes[last - 1] == 0) {
            last--;
        }
        return last;
    }

    @Test
    void wholeRecordsBehindOneThatWasNeverSyncedAreCutWithIt() throws IOException {
        CommitLog log = open(1, 0);
        append(log, "a");
        int hole = (int) log.size();
        append(log, "b", "c");
        byte[] bytes = Arrays.copyOf(Golden.read(disk, FIRST), (int) log.size());
        bytes[hole + 10] ^= 1;
        SimulatedDirectory torn = new SimulatedDirectory();
        Golden.write(torn, FIRST, bytes);
        LogReplay.Outcome outcome = replay(torn);
        assertThat(outcome.lostBytes()).isEqualTo(bytes.length - hole);
        assertThat(outcome.closed()).isFalse();
        assertThat(replayed).containsExactly("1a");
        log.close();
    }

    @Test
    void damageToASyncedRecordIsCorruptAndNothingIsChanged() throws IOException {
        CommitLog log = open(1, 0);
        append(log, "a");
        int damaged = (int) log.size();
        append(log, "b");
        awaitSync(log);
        append(log, "c");
        disk.flipBit(FIRST, damaged + 22, 3);
        byte[] before = Golden.read(disk, FIRST);
        assertCorrupt(damaged);
        assertThat(Golden.read(disk, FIRST)).isEqualTo(before);
        log.close();
    }

    @Test
    void anyFlippedBitOfASyncedLogIsCorruptOrOnlyTheMarkOfIt() throws IOException {
        CommitLog log = open(1, 0);
        append(log, "a", "b");
        awaitSync(log);
        int whole = (int) log.size();
        log.mark();
        int marked = (int) log.size();
        byte[] bytes = Arrays.copyOf(Golden.read(disk, FIRST), marked);
        log.close();
        for (int bit = 8 * LogFormat.HEADER_BYTES; bit < 8 * marked; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Golden.write(disk, FIRST, damaged);
            if (bit < 8 * whole) {
                assertThatThrownBy(() -> replay(disk))
                        .isInstanceOfSatisfying(
                                StorageException.class,
                                told -> assertThat(told.kind()).isEqualTo(Kind.CORRUPT));
            } else {
                assertThat(replay(disk).lostBytes()).isEqualTo(marked - whole);
                assertThat(replayed).containsExactly("1a", "2b");
            }
        }
    }

    @Test
    void aLogOpenedAnewBearsWitnessOfTheSegmentsBefore() throws IOException {
        CommitLog log = open(1, 0);
        append(log, "a", "b");
        LogReplay.Outcome replayed = replay(disk);
        CommitLog next = CommitLog.open(disk, replayed.segments(), 2, 2, GROUP, EventSink.NONE);
        byte[] bytes = Golden.read(disk, FIRST);
        bytes[bytes.length - 1] ^= 1;
        Golden.write(disk, FIRST, bytes);
        assertThatThrownBy(() -> replay(disk))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        told -> assertThat(told.kind()).isEqualTo(Kind.CORRUPT));
        next.close();
        log.close();
    }

    @Test
    void damageIsProvenByTheSegmentBehindToo() throws IOException {
        CommitLog log = open(1, 0);
        append(log, "a");
        log.rotate(2);
        awaitSync(log);
        append(log, "b");
        disk.flipBit(FIRST, LogFormat.HEADER_BYTES + 25, 0);
        assertCorrupt(LogFormat.HEADER_BYTES);
        log.close();
    }

    @Test
    void anyFlippedBitOfAClosedLogIsCorruptOrOnlyTheClosingMark() throws IOException {
        CommitLog log = open(1, 0);
        append(log, "a", "b");
        log.close();
        int end = disk.size(FIRST);
        for (int at = 0; at < end; at++) {
            SimulatedDirectory damaged = disk.afterProcessDeath();
            damaged.flipBit(FIRST, at, at % 8);
            if (at < end - LogFormat.RECORD_HEADER_BYTES) {
                assertThatThrownBy(() -> replay(damaged)).isInstanceOf(StorageException.class);
            } else {
                assertThat(replay(damaged).closed()).isFalse();
                assertThat(replayed).containsExactly("1a", "2b");
            }
        }
    }

    @Test
    void aMissingSegmentIsCorrupt() throws IOException {
        CommitLog log = open(1, 0);
        append(log, "a");
        log.rotate(2);
        append(log, "b");
        log.close();
        disk.delete(FIRST);
        assertThatThrownBy(() -> replay(disk))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        told -> {
                            assertThat(told.kind()).isEqualTo(Kind.CORRUPT);
                            assertThat(told.file()).isEqualTo(LogFormat.name(2));
                        });
    }

    @Test
    void whatIsInTablesAlreadyIsLeftOut() throws IOException {
        CommitLog log = open(1, 0);
        append(log, "a", "b", "c");
        log.close();
        var outcome =
                LogReplay.run(
                        disk,
                        LogSegments.list(disk),
                        2,
                        (segment, position, batch) -> replayed.add("" + position),
                        Runnable::run);
        assertThat(replayed).containsExactly("3");
        assertThat(outcome.position()).isEqualTo(3);
    }

    private void assertCorrupt(long offset) {
        assertThatThrownBy(() -> replay(disk))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        told -> {
                            assertThat(told.kind()).isEqualTo(Kind.CORRUPT);
                            assertThat(told.file()).isEqualTo(FIRST);
                            assertThat(told.offset()).isEqualTo(offset);
                        });
    }
}
