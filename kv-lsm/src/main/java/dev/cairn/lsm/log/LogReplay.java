package dev.cairn.lsm.log;

import dev.cairn.api.env.Directory;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.wire.MalformedException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Reads the log back and tells a torn tail from damage.
 *
 * <p>After a power loss the kernel may have written any part of what was not yet synced, so the
 * first record that is not whole may be followed by whole ones. Each record says up to which
 * position the log was on stable storage when it was written. If a whole record behind the fault
 * says that the faulty one was, the disk has lost what it promised to keep: {@code CORRUPT},
 * nothing is changed. Otherwise the fault begins the torn tail: it is cut off, with all behind it,
 * and the caller is told how much that was. A segment whose end is damaged while the next one goes
 * on with the very batch that is due has lost no batch, only a mark of its closing or its header:
 * that end alone is cut off.
 *
 * <p>What was in the kernel alone must not be told to be on stable storage until it is. Syncing it
 * again would not do: after a sync that failed, the kernel takes the bytes for written, and no
 * later sync writes them. So segments with such records are written anew; the last one, which
 * mostly is the one, beside the replay of its batches.
 */
public final class LogReplay {
    private final Directory directory;
    private final List<LogSegments.Known> segments;
    private final Sink sink;
    private final long flushed;
    private long position;
    private final long[] lastPositions;
    private final BitSet changed = new BitSet();
    private long records;
    private long provenSynced;
    private long lostBytes;
    private boolean closed;

    /** Takes the batches. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes the batch at {@code position}, found in log segment {@code segment}; valid during
         * the call only.
         */
        void batch(long segment, long position, LoggedBatch batch);
    }

    /**
     * What a replay found.
     *
     * @param segments the segments that are left, whole
     * @param position the last position
     * @param records the number of batches
     * @param closed whether the log ends with the mark of a close
     * @param lostBytes bytes of the torn tail
     */
    public record Outcome(
            LogSegments segments, long position, long records, boolean closed, long lostBytes) {}

    private LogReplay(Directory directory, LogSegments segments, long flushed, Sink sink) {
        this.directory = directory;
        this.segments = new ArrayList<>(segments.all());
        this.lastPositions = new long[this.segments.size()];
        this.flushed = flushed;
        this.position = flushed;
        this.sink = sink;
    }

    /**
     * Gives {@code sink} the batches of {@code segments} in order and cuts off a torn tail.
     *
     * @param flushed the last position that is in a table; batches up to it are left out
     * @param beside runs what may go on beside the replay
     */
    public static Outcome run(
            Directory directory, LogSegments segments, long flushed, Sink sink, Executor beside)
            throws IOException {
        return new LogReplay(directory, segments, flushed, sink).run(beside);
    }

    private Outcome run(Executor beside) throws IOException {
        try (SegmentCopies copies = new SegmentCopies(directory, beside)) {
            for (int i = 0; i < segments.size(); i++) {
                try (Arena arena = Arena.ofConfined()) {
                    replay(i, SegmentReader.load(directory, segments.get(i), arena), copies);
                }
            }
            if (position < flushed) {
                String last = LogFormat.name(segments.getLast().number());
                throw StorageException.corrupt(
                        last, segments.getLast().size(), "the log ends before the tables do");
            }
            for (int i = 0; i < segments.size(); i++) {
                if (changed.get(i) || lastPositions[i] > provenSynced) {
                    copies.replace(segments.get(i));
                }
            }
        }
        directory.syncNames();
        return new Outcome(
                new LogSegments(segments), position, records, closed && lostBytes == 0, lostBytes);
    }

    private void replay(int index, SegmentReader segment, SegmentCopies copies) throws IOException {
        long end = check(index, segment);
        var whole = new LogSegments.Known(segment.number(), end < LogFormat.HEADER_BYTES ? 0 : end);
        lastPositions[index] = position;
        if (index == segments.size() - 1 && position > provenSynced && position >= flushed) {
            copies.begin(whole);
        }
        give(segment, end);
        segments.set(index, whole);
        long torn = segment.used() - end;
        if (torn > 0) {
            lostBytes += torn;
            changed.set(index);
            cutBehind(index);
        }
    }

    /** Lets go of the segments behind that one, unless they go on with it. */
    private void cutBehind(int index) throws IOException {
        while (segments.size() > index + 1 && !goesOn(index)) {
            LogSegments.Known behind = segments.removeLast();
            lostBytes += behind.size();
            directory.delete(LogFormat.name(behind.number()));
        }
    }

    /** Whether a segment behind that one begins with the batch that is due. */
    private boolean goesOn(int index) throws IOException {
        for (LogSegments.Known behind : segments.subList(index + 1, segments.size())) {
            try (Arena arena = Arena.ofConfined()) {
                SegmentReader segment = SegmentReader.load(directory, behind, arena);
                if (segment.header() && segment.position() == position + 1) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Checks a segment, record by record, and answers where its whole part ends. A segment of no
     * bytes is one that was cut to nothing; one of zeros was made and never written.
     */
    private long check(int index, SegmentReader segment) throws IOException {
        closed = false;
        long used = segment.used();
        if (used == 0) {
            return 0;
        }
        if (!segment.header()) {
            return torn(index, segment, 0, segment.damage());
        }
        if (index == 0) {
            begin(segment, segment.position());
        } else if (segment.position() != position + 1) {
            String reason =
                    "it begins with record " + segment.position() + ", expected " + (position + 1);
            return torn(index, segment, 0, reason);
        }
        long end = segment.end();
        while (end < used) {
            if (!segment.record(end)) {
                return torn(index, segment, end, segment.damage());
            }
            follow(segment, end);
            end = segment.end();
        }
        return end;
    }

    private void begin(SegmentReader segment, long firstPosition) {
        if (firstPosition > flushed + 1) {
            String detail =
                    "the log begins with record "
                            + firstPosition
                            + ", the tables end with "
                            + flushed;
            throw StorageException.corrupt(segment.name(), 0, detail);
        }
        position = firstPosition - 1;
    }

    private void follow(SegmentReader segment, long offset) {
        closed = segment.type() == LogFormat.CLOSED;
        long expected = segment.type() == LogFormat.BATCH ? position + 1 : position;
        if (segment.position() != expected) {
            throw StorageException.corrupt(
                    segment.name(),
                    offset,
                    "record " + segment.position() + " where " + expected + " was expected");
        }
        provenSynced = Math.max(provenSynced, segment.synced());
        position = expected;
    }

    /** Gives the sink the batches before {@code end}, all of them whole. */
    private void give(SegmentReader segment, long end) {
        LoggedBatch batch = segment.batches();
        for (long at = LogFormat.HEADER_BYTES; at < end; at = segment.end()) {
            segment.pass(at);
            if (segment.type() == LogFormat.BATCH && segment.position() > flushed) {
                try {
                    batch.begin(at + LogFormat.RECORD_HEADER_BYTES, segment.end());
                    sink.batch(segment.number(), segment.position(), batch);
                } catch (MalformedException malformed) {
                    throw StorageException.corrupt(
                            segment.name(), at, String.valueOf(malformed.getMessage()));
                }
                records++;
            }
        }
    }

    /**
     * Answers {@code offset} as the beginning of the torn tail unless a later record proves that it
     * is none.
     */
    private long torn(int index, SegmentReader segment, long offset, String reason)
            throws IOException {
        if (goesOn(index)) {
            return offset;
        }
        boolean proven = position < flushed || segment.provesSynced(position + 1, offset + 1);
        for (int i = index + 1; i < segments.size() && !proven; i++) {
            try (Arena arena = Arena.ofConfined()) {
                proven =
                        SegmentReader.load(directory, segments.get(i), arena)
                                .provesSynced(position + 1, 0);
            }
        }
        if (proven) {
            throw StorageException.corrupt(segment.name(), offset, reason);
        }
        return offset;
    }
}
