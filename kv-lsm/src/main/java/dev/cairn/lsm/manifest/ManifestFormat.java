package dev.cairn.lsm.manifest;

import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.file.Checksum;
import dev.cairn.lsm.file.NumberedFile;
import java.nio.ByteBuffer;

/** The constants of the manifest and CURRENT, drawn in docs/formats/lsm.md under "manifest". */
final class ManifestFormat {
    /** "CAIRNMAN". */
    static final long MAGIC = 0x434149524E4D414EL;

    /** "CAIRNCUR". */
    static final long CURRENT_MAGIC = 0x434149524E435552L;

    static final int CURRENT_VERSION = 1;

    /** Version 1 knew no levels. */
    static final int FIRST_VERSION = 1;

    /** What is written. */
    static final int VERSION = 4;

    /**
     * magic u64, version u32, manifest number u64, crc32c u32; of a manifest and, being all of it,
     * of CURRENT.
     */
    static final int HEADER_BYTES = 24;

    /** crc32c u32, payload length u32. */
    static final int RECORD_HEADER_BYTES = 8;

    static final String CURRENT = "CURRENT";
    static final String CURRENT_NEXT = "CURRENT.next";
    private static final String SUFFIX = ".manifest";

    private ManifestFormat() {}

    static String name(long number) {
        return NumberedFile.name(number, SUFFIX);
    }

    static boolean isName(String name) {
        return NumberedFile.number(name, SUFFIX) >= 0;
    }

    static ByteBuffer header(long magic, long number) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putLong(magic).putInt(version(magic)).putLong(number);
        header.putInt(Checksum.crc32c(header.array(), 0, HEADER_BYTES - Integer.BYTES));
        return header.flip();
    }

    private static int version(long magic) {
        return magic == CURRENT_MAGIC ? CURRENT_VERSION : VERSION;
    }

    /** The number in a header. */
    static long checkHeader(String file, ByteBuffer header, long magic) {
        if (header.remaining() < HEADER_BYTES
                || header.getLong(0) != magic
                || header.getInt(HEADER_BYTES - 4)
                        != Checksum.crc32c(header, 0, HEADER_BYTES - 4)) {
            throw StorageException.corrupt(file, 0, "the header is not the expected one");
        }
        int version = header.getInt(8);
        if (version < FIRST_VERSION || version > version(magic)) {
            throw new StorageException(
                    StorageException.Kind.REFUSED,
                    file
                            + " has manifest format "
                            + version
                            + ", this program reads up to "
                            + version(magic),
                    null);
        }
        return header.getLong(12);
    }
}
