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
import java.nio.ByteOrder;

/** A segment in memory, checked record by record; tells of the record that was read last. */
final class SegmentReader {
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int READ_AT_ONCE = 1 << 20;

    private final String name;
    private final long number;
    private final MemorySegment bytes;
    private final Checksum checksum;
    private byte type;
    private long position;
    private long synced;
    private long end;
    private String damage = "";

    private SegmentReader(long number, MemorySegment bytes) {
        this.name = LogFormat.name(number);
        this.number = number;
        this.bytes = bytes;
        this.checksum = new Checksum(bytes);
    }

    static SegmentReader load(Directory directory, LogSegments.Known segment, Arena arena)
            throws IOException {
        MemorySegment bytes =
                arena.allocate(Math.max(1, segment.size())).asSlice(0, segment.size());
        try (Directory.ReadableFile file = directory.open(LogFormat.name(segment.number()))) {
            for (long at = 0; at < segment.size(); at += READ_AT_ONCE) {
                long length = Math.min(READ_AT_ONCE, segment.size() - at);
                file.read(at, bytes.asSlice(at, length).asByteBuffer());
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

    /** The batches of whole records, by {@link #position} and the range of a payload. */
    LoggedBatch batches() {
        return new LoggedBatch(bytes);
    }

    /** {@link LogFormat#BATCH}, {@link LogFormat#CLOSED} or {@link LogFormat#SYNCED}. */
    byte type() {
        return type;
    }

    /** The position of the record; of the header: that of the first record. */
    long position() {
        return position;
    }

    /** The position that was on stable storage when the record was written. */
    long synced() {
        return synced;
    }

    /** The offset behind it. */
    long end() {
        return end;
    }

    /** Why there was no whole record. */
    String damage() {
        return damage;
    }

    /** Reads the header; whether it is whole. */
    boolean header() {
        if (size() < HEADER_BYTES) {
            return damaged("the header is cut short");
        }
        if (bytes.get(LONG, 0) != LogFormat.MAGIC
                || checksum.crc32c(0, HEADER_BYTES - 4) != bytes.get(INT, HEADER_BYTES - 4)) {
            return damaged("the header is not one of a log segment");
        }
        int version = bytes.get(INT, 8);
        if (version < 1 || version > LogFormat.VERSION) {
            throw new StorageException(
                    StorageException.Kind.REFUSED,
                    name
                            + " has log format "
                            + version
                            + ", this program reads 1 to "
                            + LogFormat.VERSION,
                    null);
        }
        if (bytes.get(LONG, 12) != number) {
            return damaged("the header is that of segment " + bytes.get(LONG, 12));
        }
        position = bytes.get(LONG, 20);
        end = HEADER_BYTES;
        return true;
    }

    private boolean damaged(String reason) {
        damage = reason;
        return false;
    }

    /** Reads the record at {@code offset}; whether it is whole. */
    boolean record(long offset) {
        if (size() - offset < RECORD_HEADER_BYTES) {
            return damaged("a record's header is cut short");
        }
        long length = length(offset);
        type = bytes.get(ValueLayout.JAVA_BYTE, offset + LogFormat.TYPE_AT);
        if (length > size() - offset - RECORD_HEADER_BYTES) {
            return damaged("a record of " + length + " bytes goes beyond the end");
        }
        if (type < LogFormat.BATCH || type > LogFormat.SYNCED) {
            return damaged("a record has the unknown type " + type);
        }
        end = offset + RECORD_HEADER_BYTES + length;
        if (checksum.crc32c(offset + 4, end - offset - 4) != bytes.get(INT, offset)) {
            return damaged("a record's checksum does not match");
        }
        position = position(offset);
        synced = position - unsynced(offset);
        return true;
    }

    /** Goes to a record that is known to be whole, without a look at its payload. */
    void pass(long offset) {
        type = bytes.get(ValueLayout.JAVA_BYTE, offset + LogFormat.TYPE_AT);
        position = position(offset);
        end = offset + RECORD_HEADER_BYTES + length(offset);
    }

    private long length(long offset) {
        return bytes.get(INT, offset + LogFormat.LENGTH_AT) & 0xffff_ffffL;
    }

    private long unsynced(long offset) {
        return bytes.get(INT, offset + LogFormat.UNSYNCED_AT) & 0xffff_ffffL;
    }

    private long position(long offset) {
        return bytes.get(LONG, offset + LogFormat.POSITION_AT);
    }

    /** The offset behind the last byte that is not zero: from there on lies room not used yet. */
    long used() {
        long at = size();
        while (at >= Long.BYTES && bytes.get(LONG, at - Long.BYTES) == 0) {
            at -= Long.BYTES;
        }
        while (at > 0 && bytes.get(ValueLayout.JAVA_BYTE, at - 1) == 0) {
            at--;
        }
        return at;
    }

    /**
     * Whether any whole record from {@code offset} on tells that {@code sought} was on stable
     * storage.
     */
    boolean provesSynced(long sought, long offset) {
        for (long at = offset; at <= size() - RECORD_HEADER_BYTES; at++) {
            if (position(at) - unsynced(at) >= sought && record(at)) {
                return true;
            }
        }
        return false;
    }
}
