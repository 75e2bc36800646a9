package dev.cairn.lsm.log;

import static dev.cairn.lsm.log.LogFormat.HEADER_BYTES;
import static dev.cairn.lsm.log.LogFormat.RECORD_HEADER_BYTES;

import dev.cairn.api.env.Directory;
import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.file.Checksum;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A segment in memory, checked record by record. */
final class SegmentReader {
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final String name;
    private final long number;
    private final MemorySegment bytes;

    /** What lies at an offset. */
    sealed interface Found {}

    /**
     * A whole record.
     *
     * @param type {@link LogFormat#BATCH} or {@link LogFormat#CLOSED}
     * @param synced the position that was on stable storage when it was written
     * @param end the offset behind it
     */
    record Whole(byte type, long position, long synced, MemorySegment payload, long end)
            implements Found {}

    /** No whole record, and why. */
    record Damaged(String reason) implements Found {}

    private SegmentReader(long number, MemorySegment bytes) {
        this.name = LogFormat.name(number);
        this.number = number;
        this.bytes = bytes;
    }

    static SegmentReader load(Directory directory, LogSegments.Known segment, Arena arena)
            throws IOException {
        MemorySegment bytes =
                arena.allocate(Math.max(1, segment.size())).asSlice(0, segment.size());
        try (Directory.ReadableFile file = directory.open(LogFormat.name(segment.number()))) {
            for (long at = 0; at < segment.size(); ) {
                long length = Math.min(1 << 20, segment.size() - at);
                ByteBuffer part = bytes.asSlice(at, length).asByteBuffer();
                file.read(at, part);
                at += length;
            }
        }
        return new SegmentReader(segment.number(), bytes);
    }

    String name() {
        return name;
    }

    long number() {
        return number;
    }

    long size() {
        return bytes.byteSize();
    }

    /** The first position that the header names, or why there is none. */
    Found header() {
        if (size() < HEADER_BYTES) {
            return new Damaged("the header is cut short");
        }
        if (bytes.get(LONG, 0) != LogFormat.MAGIC
                || checksum(0, HEADER_BYTES - 4) != bytes.get(INT, HEADER_BYTES - 4)) {
            return new Damaged("the header is not one of a log segment");
        }
        int version = bytes.get(INT, 8);
        if (version != LogFormat.VERSION) {
            throw new StorageException(
                    StorageException.Kind.REFUSED,
                    name + " has log format " + version + ", this program reads 1",
                    null);
        }
        if (bytes.get(LONG, 12) != number) {
            return new Damaged("the header is that of segment " + bytes.get(LONG, 12));
        }
        return new Whole((byte) 0, bytes.get(LONG, 20), 0, MemorySegment.NULL, HEADER_BYTES);
    }

    /** The record at {@code offset}. */
    Found record(long offset) {
        if (size() - offset < RECORD_HEADER_BYTES) {
            return new Damaged("a record's header is cut short");
        }
        long length = bytes.get(INT, offset + LogFormat.LENGTH_AT) & 0xffff_ffffL;
        byte type = bytes.get(ValueLayout.JAVA_BYTE, offset + LogFormat.TYPE_AT);
        if (length > size() - offset - RECORD_HEADER_BYTES) {
            return new Damaged("a record of " + length + " bytes goes beyond the end");
        }
        if (type != LogFormat.BATCH && type != LogFormat.CLOSED) {
            return new Damaged("a record has the unknown type " + type);
        }
        long end = offset + RECORD_HEADER_BYTES + length;
        if (checksum(offset + 4, end - offset - 4) != bytes.get(INT, offset)) {
            return new Damaged("a record's checksum does not match");
        }
        long position = bytes.get(LONG, offset + LogFormat.POSITION_AT);
        long synced = position - (bytes.get(INT, offset + LogFormat.UNSYNCED_AT) & 0xffff_ffffL);
        return new Whole(
                type, position, synced, bytes.asSlice(offset + RECORD_HEADER_BYTES, length), end);
    }

    /**
     * Whether any whole record from {@code offset} on tells that {@code position} was on stable
     * storage.
     */
    boolean provesSynced(long position, long offset) {
        for (long at = offset; at <= size() - RECORD_HEADER_BYTES; at++) {
            long claimed =
                    bytes.get(LONG, at + LogFormat.POSITION_AT)
                            - (bytes.get(INT, at + LogFormat.UNSYNCED_AT) & 0xffff_ffffL);
            if (claimed >= position && record(at) instanceof Whole) {
                return true;
            }
        }
        return false;
    }

    private int checksum(long offset, long length) {
        return Checksum.crc32c(bytes.asSlice(offset, length).asByteBuffer(), 0, (int) length);
    }
}
