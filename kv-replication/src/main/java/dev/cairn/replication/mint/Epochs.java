package dev.cairn.replication.mint;

import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Directory;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.wire.MalformedException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers that this data directory has never given out before, and the floor below which an entry
 * is not counted on from because dots minted after it may be lost (CORRECTNESS rule 1).
 *
 * <p>Numbers are leased in blocks: the file names the end of the block before its first number is
 * used, and the next block is leased on a storage thread while half of the present one is left.
 * After a crash the next lease begins where the last one ended. {@link #take} and {@link #floor}
 * are safe for all threads and never wait.
 */
public final class Epochs {
    /** What {@link #take} answers while no number is ready. */
    public static final long NONE = -1;

    /** Numbers in one lease. */
    static final long BLOCK = 1 << 18;

    /**
     * Leaves a thousand numbers for each millisecond since 1970 where the file that counted them is
     * lost.
     */
    private static final int LOST_SHIFT = 10;

    private final EpochFile file;
    private final String bootId;
    private final Executor storageThreads;
    private final EventSink events;
    private final AtomicLong next;
    private final AtomicBoolean leasing = new AtomicBoolean();
    private volatile long end;
    private volatile long floor;
    private boolean closed;

    private Epochs(
            EpochFile file,
            String bootId,
            Executor storageThreads,
            EventSink events,
            EpochFile.Content content) {
        this.file = file;
        this.bootId = bootId;
        this.storageThreads = storageThreads;
        this.events = events;
        this.next = new AtomicLong(content.end());
        this.end = content.end();
        this.floor = content.floor();
    }

    /**
     * Takes up the count where the last process left it, and leases the first block; the floor
     * rises when that process may have minted dots that are lost. Touches the disk.
     *
     * @param directory where the file is
     * @param bootId tells whether the machine was restarted since, so that what was only in the
     *     kernel is gone
     * @param engine what was recovered, and whether there is data at all
     * @param emptied whether there was data, and is none
     */
    public static Epochs open(
            Directory directory,
            String bootId,
            StorageEngine engine,
            boolean emptied,
            Clock clock,
            Executor storageThreads,
            EventSink events)
            throws IOException {
        EpochFile file = new EpochFile(directory);
        Epochs epochs =
                new Epochs(
                        file,
                        bootId,
                        storageThreads,
                        events,
                        start(file, bootId, engine, emptied, clock, events));
        epochs.lease();
        return epochs;
    }

    private static EpochFile.Content start(
            EpochFile file,
            String bootId,
            StorageEngine engine,
            boolean emptied,
            Clock clock,
            EventSink events)
            throws IOException {
        EpochFile.Content last;
        try {
            if (!file.exists()) {
                if (isEmpty(engine)) {
                    return new EpochFile.Content(1, 1, false, bootId);
                }
                throw new MalformedException("it is missing and there is data");
            }
            last = file.read();
        } catch (MalformedException damaged) {
            events.emit(
                    new Event.Note(
                            Event.Severity.WARNING,
                            "the epochs file is lost, counting anew: " + damaged.getMessage()));
            long unused = clock.millis() << LOST_SHIFT;
            return new EpochFile.Content(unused, unused, false, bootId);
        }
        StorageEngine.Recovery recovery = engine.recovery();
        boolean stoppedCleanly = last.clean() && recovery.clean();
        boolean kernelLost = !stoppedCleanly && !last.bootId().equals(bootId);
        if (kernelLost || emptied || recovery.lostTailBytes() > 0) {
            return new EpochFile.Content(last.end(), last.end(), false, bootId);
        }
        return last;
    }

    /** Whether there is no data at all, readable or not. Touches the disk. */
    public static boolean isEmpty(StorageEngine engine) {
        MemorySegment none = MemorySegment.ofArray(new byte[0]);
        try (StorageEngine.Cursor cursor = engine.cursor(none, none)) {
            return !cursor.next();
        } catch (StorageException failed) {
            if (failed.kind() == StorageException.Kind.CORRUPT) {
                return false;
            }
            throw failed;
        }
    }

    /** The lowest epoch that may be counted on from. */
    public long floor() {
        return floor;
    }

    /**
     * A number never given out before, or {@link #NONE} while the disk keeps the next lease
     * waiting.
     */
    public long take() {
        long taken = next.getAndIncrement();
        long leased = end;
        if (leased - taken < BLOCK / 2 && leasing.compareAndSet(false, true)) {
            leaseInBackground();
        }
        return taken < leased ? taken : NONE;
    }

    /** Counts on from no entry that exists. */
    void raiseFloor() {
        floor = next.get();
    }

    /** Gives out nothing any more and marks the stop as clean. Touches the disk. */
    public synchronized void closeCleanly() throws IOException {
        closed = true;
        long unused = Math.min(next.getAndSet(Long.MAX_VALUE / 2), end);
        file.write(new EpochFile.Content(floor, unused, true, bootId));
    }

    private void leaseInBackground() {
        try {
            storageThreads.execute(() -> {
                try {
                    lease();
                } catch (IOException refused) {
                    events.emit(
                            new Event.Note(
                                    Event.Severity.ERROR,
                                    "no new epochs, soon no new keys: " + refused.getMessage()));
                } finally {
                    leasing.set(false);
                }
            });
        } catch (RejectedExecutionException busy) {
            leasing.set(false);
        }
    }

    private synchronized void lease() throws IOException {
        if (closed) {
            return;
        }
        long leased = Math.max(end, next.get()) + BLOCK;
        file.write(new EpochFile.Content(floor, leased, false, bootId));
        end = leased;
    }
}
