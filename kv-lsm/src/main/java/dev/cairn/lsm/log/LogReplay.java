package dev.cairn.lsm.log;

import dev.cairn.api.env.Directory;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.lsm.log.SegmentReader.Damaged;
import dev.cairn.lsm.log.SegmentReader.Whole;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the log back and tells a torn tail from damage.
 *
 * <p>After a power loss the kernel may have written any part of what was not yet synced, so the
 * first record that is not whole may be followed by whole ones. Each record says up to which
 * position the log was on stable storage when it was written. If a whole record behind the fault
 * says that the faulty one was, the disk has lost what it promised to keep: {@code CORRUPT},
 * nothing is changed. Otherwise the fault begins the torn tail: it is cut off, with all behind it,
 * and the caller is told how much that was.
 */
public final class LogReplay {
    private final Directory directory;
    private final List<LogSegments.Known> segments;
    private final Sink sink;
    private final long flushed;
    private long position;
    private long records;
    private boolean closed;

    /** Takes the batches. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes the batch at {@code position}, found in log segment {@code segment}; valid during
         * the call only.
         */
        void batch(long segment, long position, WriteBatch batch);
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
        this.segments = segments.all();
        this.flushed = flushed;
        this.position = flushed;
        this.sink = sink;
    }

    /**
     * Gives {@code sink} the batches of {@code segments} in order and cuts off a torn tail.
     *
     * @param flushed the last position that is in a table; batches up to it are left out
     */
    public static Outcome run(Directory directory, LogSegments segments, long flushed, Sink sink)
            throws IOException {
        return new LogReplay(directory, segments, flushed, sink).run();
    }

    private Outcome run() throws IOException {
        for (int i = 0; i < segments.size(); i++) {
            try (Arena arena = Arena.ofConfined()) {
                SegmentReader segment = SegmentReader.load(directory, segments.get(i), arena);
                long end = replay(i, segment);
                if (end < segment.size()) {
                    return cut(i, end);
                }
            }
        }
        if (position < flushed) {
            String last = LogFormat.name(segments.getLast().number());
            throw StorageException.corrupt(
                    last, segments.getLast().size(), "the log ends before the tables do");
        }
        if (!closed) {
            sync(segments);
        }
        return new Outcome(new LogSegments(segments), position, records, closed, 0);
    }

    /** What was in the kernel alone must not be told to be on stable storage until it is. */
    private void sync(List<LogSegments.Known> kept) throws IOException {
        for (LogSegments.Known segment : kept) {
            try (Directory.WritableFile file =
                    directory.append(LogFormat.name(segment.number()), segment.size())) {
                file.sync();
            }
        }
        directory.syncNames();
    }

    /**
     * Replays a segment and answers where its whole part ends. A segment of no bytes is one that
     * was cut to nothing.
     */
    private long replay(int index, SegmentReader segment) throws IOException {
        closed = false;
        long end = 0;
        if (segment.size() > 0) {
            switch (segment.header()) {
                case Damaged damaged -> {
                    return torn(index, segment, 0, damaged.reason());
                }
                case Whole header -> {
                    if (index == 0) {
                        begin(segment, header.position());
                    } else if (header.position() != position + 1) {
                        String reason =
                                "it begins with record "
                                        + header.position()
                                        + ", expected "
                                        + (position + 1);
                        return torn(index, segment, 0, reason);
                    }
                    end = header.end();
                }
            }
        }
        while (end < segment.size()) {
            switch (segment.record(end)) {
                case Damaged damaged -> {
                    return torn(index, segment, end, damaged.reason());
                }
                case Whole record -> {
                    take(segment, end, record);
                    end = record.end();
                }
            }
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

    private void take(SegmentReader segment, long offset, Whole record) {
        closed = record.type() == LogFormat.CLOSED;
        long expected = closed ? position : position + 1;
        if (record.position() != expected) {
            throw StorageException.corrupt(
                    segment.name(),
                    offset,
                    "record " + record.position() + " where " + expected + " was expected");
        }
        if (!closed) {
            position = record.position();
            if (position > flushed) {
                sink.batch(segment.number(), position, decode(segment, offset, record));
                records++;
            }
        }
    }

    private static WriteBatch decode(SegmentReader segment, long offset, Whole record) {
        try {
            return BatchCodec.decode(record.payload());
        } catch (MalformedException malformed) {
            throw StorageException.corrupt(
                    segment.name(), offset, String.valueOf(malformed.getMessage()));
        }
    }

    /**
     * Answers {@code offset} as the beginning of the torn tail unless a later record proves that it
     * is none.
     */
    private long torn(int index, SegmentReader segment, long offset, String reason)
            throws IOException {
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

    private Outcome cut(int index, long end) throws IOException {
        long lost = segments.get(index).size() - end;
        for (int i = segments.size() - 1; i > index; i--) {
            lost += segments.get(i).size();
            directory.delete(LogFormat.name(segments.get(i).number()));
        }
        List<LogSegments.Known> kept = new ArrayList<>(segments.subList(0, index));
        kept.add(
                new LogSegments.Known(
                        segments.get(index).number(), end < LogFormat.HEADER_BYTES ? 0 : end));
        sync(kept);
        return new Outcome(new LogSegments(kept), position, records, false, lost);
    }
}
