package dev.cairn.lsm.file;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC-32C (Castagnoli), the checksum of all our files. */
public final class Checksum {
    private Checksum() {}

    /** The checksum of part of an array. */
    public static int crc32c(byte[] source, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(source, offset, length);
        return (int) crc.getValue();
    }

    /**
     * The checksum of {@code length} bytes from {@code offset} on, whatever the buffer's position.
     */
    public static int crc32c(ByteBuffer source, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(source.slice(offset, length));
        return (int) crc.getValue();
    }
}
