package dev.cairn.lsm.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.StorageException.Kind;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CommitLogTest {
    private static final WriteBatch BATCH =
            new WriteBatch().put(Bytes.utf8("key").segment(), Bytes.utf8("value").segment());

    private final SimulatedDirectory disk = new SimulatedDirectory();
    private final BlockingQueue<Long> acknowledged = new ArrayBlockingQueue<>(100);
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(100);
    private Optional<CommitLog> opened = Optional.empty();

    private CommitLog open(boolean acknowledgeSynced, Optional<Duration> interval)
            throws IOException {
        CommitLog log =
                CommitLog.open(
                        disk,
                        new LogSegments(List.of()),
                        1,
                        0,
                        new SyncPolicy(acknowledgeSynced, interval),
                        events::add);
        log.onAcknowledged(acknowledged::add);
        opened = Optional.of(log);
        return log;
    }

    @AfterEach
    void close() {
        disk.faults().heal();
        opened.ifPresent(CommitLog::close);
    }

    private long nextAcknowledged() throws InterruptedException {
        Long position = acknowledged.poll(30, TimeUnit.SECONDS);
        assertThat(position).as("an acknowledgement within 10 s").isNotNull();
        return position;
    }

    @Test
    void oneSyncServesAllThatWasWrittenBefore() throws Exception {
        CommitLog log = open(true, Optional.empty());
        for (int i = 0; i < 10; i++) {
            log.append(BATCH);
        }
        log.requestSync(1);
        assertThat(nextAcknowledged()).isEqualTo(10);
        assertThat(log.syncedPosition()).isEqualTo(10);
        log.requestSync(7);
        assertThat(acknowledged).isEmpty();
    }

    @Test
    void withoutGroupSyncWhatIsInTheKernelIsAcknowledged() throws Exception {
        disk.faults().failSyncs(name -> true);
        CommitLog log = open(false, Optional.empty());
        log.requestSync(log.append(BATCH));
        assertThat(nextAcknowledged()).isEqualTo(1);
        assertThat(log.syncedPosition()).isZero();
    }

    @Test
    void withAnIntervalStableStorageFollowsUnasked() throws Exception {
        CommitLog log = open(false, Optional.of(Duration.ofMillis(1)));
        log.append(BATCH);
        long start = System.nanoTime();
        while (log.syncedPosition() < 1) {
            assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(10).toNanos());
            Thread.onSpinWait();
        }
    }

    @Test
    void afterAFailedSyncNothingIsAcknowledgedOrWrittenAnyMore() throws Exception {
        CommitLog log = open(true, Optional.empty());
        disk.faults().failSyncs(name -> true);
        log.requestSync(log.append(BATCH));
        assertThat(events.poll(30, TimeUnit.SECONDS)).isInstanceOf(Event.StorageReadOnly.class);
        disk.faults().heal();
        assertReadOnly(log);
        assertThat(log.acknowledgedPosition()).isZero();
        assertThat(acknowledged).isEmpty();
    }

    @Test
    void aFullDiskRefusesAndTheNextAppendTriesAgain() throws Exception {
        CommitLog log = open(true, Optional.empty());
        log.append(BATCH);
        disk.faults().leaveFree(10);
        assertReadOnly(log);
        disk.faults().heal();
        assertThat(log.append(BATCH)).isEqualTo(2);
    }

    @Test
    void whatIsLeftToTheKernelIsNeverSyncedButByAClose() throws Exception {
        disk.faults().failSyncs(name -> true);
        CommitLog log = open(false, Optional.empty());
        log.append(BATCH);
        log.rotate(2);
        log.requestSync(log.append(BATCH));
        assertThat(nextAcknowledged()).isEqualTo(2);
        log.deleteBefore(2);
        assertThat(disk.list()).containsExactly(LogFormat.name(2));
        assertThat(log.append(BATCH)).isEqualTo(3);
        disk.faults().heal();
        assertThat(log.sync()).isTrue();
        assertThat(log.syncedPosition()).isEqualTo(3);
        assertThat(events).isEmpty();
    }

    @Test
    void segmentsGoOnceTheirTablesAreThere() throws Exception {
        CommitLog log = open(true, Optional.empty());
        log.append(BATCH);
        log.rotate(2);
        log.requestSync(log.append(BATCH));
        long reached = nextAcknowledged();
        while (reached < 2) {
            reached = nextAcknowledged();
        }
        assertThat(reached).isEqualTo(2);
        log.deleteBefore(2);
        assertThat(disk.list()).containsExactly(LogFormat.name(2));
    }

    private static void assertReadOnly(CommitLog log) {
        assertThatThrownBy(() -> log.append(BATCH))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        told -> assertThat(told.kind()).isEqualTo(Kind.READ_ONLY));
    }
}
