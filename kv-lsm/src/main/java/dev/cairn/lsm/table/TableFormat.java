package dev.cairn.lsm.table;

import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.file.Checksum;
import java.nio.ByteBuffer;
import java.util.stream.LongStream;

/**
 * The constants of the table format and its fixed parts, drawn in docs/formats/lsm.md under
 * "table".
 */
final class TableFormat {
    /** "CAIRNTBL". */
    static final long MAGIC = 0x434149524E54424CL;

    /** Version 1 had no packed blocks, one kind of filter, and two bits for an entry's kind. */
    static final int FIRST_VERSION = 1;

    /** What is written. */
    static final int VERSION = 2;

    /** magic u64, version u32, number u64, crc32c u32. */
    static final int HEADER_BYTES = 24;

    /** blocks u64, filter u64, index u64, properties u64, crc32c u32, magic u64. */
    static final int FOOTER_BYTES = 44;

    /** codec u8, crc32c u32. */
    static final int BLOCK_TRAILER_BYTES = 5;

    /** The block is stored as it is. */
    static final int CODEC_NONE = 0;

    /** A block is closed when it has grown to this. */
    static final int BLOCK_BYTES = 4096;

    /** Every so many entries a key is written in full. */
    static final int RESTART_INTERVAL = 8;

    private TableFormat() {}

    static ByteBuffer header(long number) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putLong(MAGIC).putInt(VERSION).putLong(number);
        header.putInt(Checksum.crc32c(header.array(), 0, HEADER_BYTES - Integer.BYTES));
        return header.flip();
    }

    /** How many bits of an entry's tag tell its kind. */
    static int kindBits(int version) {
        return version == FIRST_VERSION ? 2 : 3;
    }

    /** The version of a header that is one of that table. */
    static int checkHeader(String file, ByteBuffer header, long number) {
        int crc = Checksum.crc32c(header, 0, HEADER_BYTES - Integer.BYTES);
        if (header.getLong(0) != MAGIC || header.getInt(HEADER_BYTES - Integer.BYTES) != crc) {
            throw StorageException.corrupt(file, 0, "the header is not one of a table");
        }
        int version = header.getInt(8);
        if (version < FIRST_VERSION || version > VERSION) {
            throw new StorageException(
                    StorageException.Kind.REFUSED,
                    file + " has table format " + version + ", this program reads up to " + VERSION,
                    null);
        }
        if (header.getLong(12) != number) {
            throw StorageException.corrupt(
                    file, 12, "the header is that of table " + header.getLong(12));
        }
        return version;
    }

    /**
     * Where the sections lie.
     *
     * @param blocks bytes of all blocks, behind the header
     * @param filter bytes of the filter, behind the blocks
     * @param index bytes of the index, behind the filter
     * @param properties bytes of the properties, behind the index
     */
    record Footer(long blocks, long filter, long index, long properties) {
        long filterAt() {
            return HEADER_BYTES + blocks;
        }

        long indexAt() {
            return filterAt() + filter;
        }

        long propertiesAt() {
            return indexAt() + index;
        }

        ByteBuffer encode() {
            ByteBuffer footer = ByteBuffer.allocate(FOOTER_BYTES);
            footer.putLong(blocks).putLong(filter).putLong(index).putLong(properties);
            footer.putInt(Checksum.crc32c(footer.array(), 0, 4 * Long.BYTES)).putLong(MAGIC);
            return footer.flip();
        }

        static Footer decode(String file, long fileSize, ByteBuffer footer) {
            long at = fileSize - FOOTER_BYTES;
            if (footer.getLong(36) != MAGIC
                    || footer.getInt(32) != Checksum.crc32c(footer, 0, 4 * Long.BYTES)) {
                throw StorageException.corrupt(file, at, "the footer is not one of a table");
            }
            Footer decoded =
                    new Footer(
                            footer.getLong(0),
                            footer.getLong(8),
                            footer.getLong(16),
                            footer.getLong(24));
            boolean within =
                    LongStream.of(decoded.blocks, decoded.filter, decoded.index, decoded.properties)
                            .allMatch(length -> length >= 0 && length <= at);
            if (!within || decoded.propertiesAt() + decoded.properties != at) {
                throw StorageException.corrupt(
                        file,
                        at,
                        "the sections do not add up to the file's " + fileSize + " bytes");
            }
            return decoded;
        }
    }
}
