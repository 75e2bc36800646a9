package dev.cairn.lsm.log;

import dev.cairn.lsm.file.Checksum;
import dev.cairn.lsm.file.NumberedFile;
import java.nio.ByteBuffer;

/**
 * The constants of the log format and its fixed parts, drawn in docs/formats/lsm.md under "log".
 */
final class LogFormat {
    /** "CAIRNLOG". */
    static final long MAGIC = 0x434149524E4C4F47L;

    static final int VERSION = 3;

    /** magic u64, version u32, segment u64, first position u64, crc32c u32. */
    static final int HEADER_BYTES = 32;

    /** crc32c u32, payload length u32, unsynced u32, position u64, type u8. */
    static final int RECORD_HEADER_BYTES = 21;

    static final int LENGTH_AT = 4;
    static final int UNSYNCED_AT = 8;
    static final int POSITION_AT = 12;
    static final int TYPE_AT = 20;

    /** A record whose payload is a batch. */
    static final byte BATCH = 1;

    /**
     * The last record of a store that was closed; no payload, the position of the batch before it.
     */
    static final byte CLOSED = 2;

    /**
     * Bears witness that the batches before it are on stable storage, while none comes that would;
     * no payload, the position of the batch before it. From version 3 on.
     */
    static final byte SYNCED = 3;

    private static final String SUFFIX = ".log";
    private static final String COPY_SUFFIX = SUFFIX + ".next";

    private LogFormat() {}

    static String name(long segment) {
        return NumberedFile.name(segment, SUFFIX);
    }

    /** The name under which a segment is written anew. */
    static String copyName(long segment) {
        return NumberedFile.name(segment, COPY_SUFFIX);
    }

    /** Whether that is the name of a segment's copy. */
    static boolean isCopy(String name) {
        return NumberedFile.number(name, COPY_SUFFIX) >= 0;
    }

    /** The number of the segment of that name; −1 when it is no segment's name. */
    static long number(String name) {
        return NumberedFile.number(name, SUFFIX);
    }

    static ByteBuffer header(long segment, long firstPosition) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putLong(MAGIC).putInt(VERSION).putLong(segment).putLong(firstPosition);
        header.putInt(Checksum.crc32c(header.array(), 0, HEADER_BYTES - Integer.BYTES));
        return header.flip();
    }

    /**
     * Fills in the header of the record that {@code record} holds from 0 to its limit.
     *
     * @param sums of the record's memory
     */
    static void seal(
            ByteBuffer record, Checksum sums, byte type, long position, long syncedPosition) {
        record.putInt(LENGTH_AT, record.limit() - RECORD_HEADER_BYTES);
        record.putInt(UNSYNCED_AT, (int) Math.min(position - syncedPosition, 0xffff_ffffL));
        record.putLong(POSITION_AT, position);
        record.put(TYPE_AT, type);
        record.putInt(0, sums.crc32c(Integer.BYTES, record.limit() - Integer.BYTES));
    }
}
