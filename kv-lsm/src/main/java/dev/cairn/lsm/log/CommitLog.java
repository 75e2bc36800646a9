package dev.cairn.lsm.log;

import dev.cairn.api.env.Directory;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.StorageException.Kind;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.lsm.file.Checksum;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;

/**
 * The log being written. A batch's position is its number, 1 for the first of a store's life.
 *
 * <p>{@link #append}, {@link #mark}, {@link #rotate} and {@link #close} belong to one writer at a
 * time; the rest may be called on any thread. A failed sync ends all writing until the store is
 * opened again: after it, nobody knows which bytes the disk has. A full disk does not; the next
 * append tries again.
 */
public final class CommitLog {
    private static final int FIRST_BUFFER_BYTES = 64 << 10;
    private static final int KEPT_BUFFER_BYTES = 1 << 20;

    private final Directory directory;
    private final EventSink events;
    private final LogSyncer syncer;
    private final boolean acknowledgesSynced;
    private final Queue<LogSegment> unsynced = new ConcurrentLinkedQueue<>();
    private final Queue<LogSegments.Known> settled = new ConcurrentLinkedQueue<>();
    private LogSegment current;
    private Room room = Room.of(ByteBuffer.allocateDirect(FIRST_BUFFER_BYTES));
    private volatile long written;
    private volatile long synced;
    private volatile long marked;
    private volatile Optional<IOException> failure = Optional.empty();

    /** Where a record is put together; made once, as each view of a buffer is an object. */
    private record Room(ByteBuffer buffer, MemorySegment memory, Checksum sums) {
        static Room of(ByteBuffer buffer) {
            MemorySegment memory = MemorySegment.ofBuffer(buffer);
            return new Room(buffer, memory, new Checksum(memory));
        }
    }

    private CommitLog(
            Directory directory,
            LogSegments settled,
            long segment,
            long position,
            SyncPolicy policy,
            EventSink events)
            throws IOException {
        this.directory = directory;
        this.events = events;
        this.settled.addAll(settled.all());
        this.written = position;
        this.synced = position;
        this.marked = position;
        this.current = new LogSegment(directory, segment, position + 1);
        this.unsynced.add(current);
        this.acknowledgesSynced = policy.acknowledgeSynced();
        this.syncer = new LogSyncer(this, policy, position);
    }

    /**
     * Goes on behind what a replay found, in a new segment.
     *
     * @param settled the segments replayed
     * @param segment the number of the new one, above all others
     * @param position the last position so far
     */
    public static CommitLog open(
            Directory directory,
            LogSegments settled,
            long segment,
            long position,
            SyncPolicy policy,
            EventSink events)
            throws IOException {
        CommitLog log = new CommitLog(directory, settled, segment, position, policy, events);
        if (!settled.all().isEmpty()) {
            log.writeMark();
        }
        log.syncer.start();
        return log;
    }

    /** The position of the last record in the kernel. */
    public long writtenPosition() {
        return written;
    }

    /** The position up to which records are on stable storage. */
    public long syncedPosition() {
        return synced;
    }

    /** Whether there are records that are in the kernel only. */
    boolean hasUnsynced() {
        return written > synced;
    }

    /**
     * What is acknowledged: where that takes no sync, all that is written, and nobody has to wait
     * for it; else what {@link #onAcknowledged} told last.
     */
    public long acknowledgedPosition() {
        return acknowledgesSynced ? syncer.acknowledged() : written;
    }

    /** Sets who hears, on the thread that synced, of every advance of the acknowledged position. */
    public void onAcknowledged(LongConsumer listener) {
        syncer.onAcknowledged(listener);
    }

    /**
     * Sets who has the log marked ({@link #mark}) when all of it is on stable storage and nothing
     * has come for a second. Called on the thread that syncs.
     */
    public void onQuiet(Runnable listener) {
        syncer.onQuiet(listener);
    }

    /** Has the acknowledged position reach {@code position} soon. */
    public void requestSync(long position) {
        syncer.request(position);
    }

    /**
     * Waits until a position is acknowledged, syncing on the caller's thread if nobody else does;
     * throws READ_ONLY.
     */
    public void awaitAcknowledged(long position) {
        syncer.await(position);
    }

    /**
     * Writes a batch's record to the kernel and answers its position; on any failure nothing is
     * written.
     */
    public long append(WriteBatch batch) {
        ensureWritable();
        long size = LogFormat.RECORD_HEADER_BYTES + BatchCodec.bound(batch);
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a batch of " + size + " bytes is above 2 GiB");
        }
        Room record = room((int) size);
        record.buffer.position(LogFormat.RECORD_HEADER_BYTES);
        BatchCodec.encode(batch, record.buffer, record.memory);
        record.buffer.flip();
        long position = written + 1;
        write(record, LogFormat.BATCH, position);
        written = position;
        return position;
    }

    private void write(Room record, byte type, long position) {
        LogFormat.seal(record.buffer, record.sums, type, position, synced);
        try {
            current.write(record.buffer);
        } catch (Directory.DiskFullException full) {
            throw new StorageException(
                    Kind.READ_ONLY, "the disk is full: " + full.getMessage(), full);
        } catch (IOException failed) {
            fail(failed);
            throw readOnly(failed);
        }
    }

    /** Whether all is on stable storage, and no record bears witness of its end. */
    boolean isUnmarked() {
        return marked < written && synced == written && failure.isEmpty();
    }

    /**
     * Bears witness in the log that all of it is on stable storage, if it is, so that damage to its
     * end is told from a torn tail. Does nothing when the disk is full.
     */
    public void mark() {
        if (isUnmarked() && writeMark()) {
            syncer.rotated();
        }
    }

    private boolean writeMark() {
        try {
            writeEmpty(LogFormat.SYNCED);
        } catch (StorageException refused) {
            return false;
        }
        marked = written;
        return true;
    }

    private void writeEmpty(byte type) {
        Room record = room(LogFormat.RECORD_HEADER_BYTES);
        record.buffer.limit(LogFormat.RECORD_HEADER_BYTES);
        write(record, type, written);
    }

    private Room room(int size) {
        if (size <= KEPT_BUFFER_BYTES && size > room.buffer.capacity()) {
            room = Room.of(ByteBuffer.allocateDirect(KEPT_BUFFER_BYTES));
        }
        if (size > room.buffer.capacity()) {
            return Room.of(ByteBuffer.allocate(size));
        }
        room.buffer.clear();
        return room;
    }

    /** Goes on in a new segment, so that the former ones can go once their memtable is a table. */
    public void rotate(long segment) {
        ensureWritable();
        LogSegment next;
        try {
            next = new LogSegment(directory, segment, written + 1);
        } catch (IOException failed) {
            throw new StorageException(
                    Kind.READ_ONLY,
                    "a new log segment cannot be made: " + failed.getMessage(),
                    failed);
        }
        current.seal();
        current = next;
        unsynced.add(next);
        syncer.rotated();
    }

    /**
     * Syncs everything written so far; false when it failed, for good. Called in a turn of the
     * syncer only.
     */
    boolean sync() {
        long target = written;
        try {
            for (LogSegment segment : unsynced) {
                boolean sealed = segment.sealed();
                segment.sync(directory);
                if (sealed) {
                    settle(segment);
                }
            }
        } catch (IOException failed) {
            fail(failed);
            return false;
        }
        synced = target;
        return true;
    }

    /** Closes a sealed segment, unless another thread does; it is to be deleted in any case. */
    private void settle(LogSegment sealed) throws IOException {
        if (unsynced.remove(sealed)) {
            try {
                sealed.close();
            } finally {
                settled.add(new LogSegments.Known(sealed.number(), sealed.size()));
            }
        }
    }

    /**
     * Deletes the segments below {@code segment}, whose batches are in tables on stable storage;
     * one that was not synced yet need not be any more.
     */
    public void deleteBefore(long segment) throws IOException {
        for (LogSegment sealed : unsynced) {
            if (sealed.number() < segment) {
                settle(sealed);
            }
        }
        for (LogSegments.Known known : settled) {
            if (known.number() < segment) {
                directory.delete(LogFormat.name(known.number()));
                settled.remove(known);
            }
        }
    }

    /** Bytes in all segments. */
    public long size() {
        long size = 0;
        for (LogSegments.Known known : settled) {
            size += known.size();
        }
        for (LogSegment segment : unsynced) {
            size += segment.size();
        }
        return size;
    }

    /** Syncs, marks the log as closed in peace, and ends the thread. Called once. */
    public void close() {
        syncer.stop();
        try {
            if (failure.isEmpty() && sync()) {
                syncer.last(synced);
                writeEmpty(LogFormat.CLOSED);
                sync();
            }
            for (LogSegment segment : unsynced) {
                segment.close();
            }
        } catch (IOException | StorageException failed) {
            events.emit(
                    new Event.StorageReadOnly(
                            "the log was not closed in peace: " + failed.getMessage()));
        }
    }

    /** Throws READ_ONLY when writing or syncing has failed for good. */
    public void ensureWritable() {
        if (failure.isPresent()) {
            throw readOnly(failure.get());
        }
    }

    private void fail(IOException failed) {
        failure = Optional.of(failed);
        events.emit(new Event.StorageReadOnly("writing the log failed: " + failed.getMessage()));
    }

    private static StorageException readOnly(IOException failed) {
        return new StorageException(
                Kind.READ_ONLY,
                "writing the log failed, open again: " + failed.getMessage(),
                failed);
    }
}
