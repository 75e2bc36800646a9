package dev.cairn.lsm.file;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC-32C (Castagnoli), the checksum of all our files. An object of it computes those of parts of
 * one segment, one after the other, and leaves no garbage. Not safe for several threads.
 */
public final class Checksum {
    private final CRC32C crc = new CRC32C();
    private final MemorySegment source;
    private final ByteBuffer view;

    /** Of parts of {@code source}. */
    public Checksum(MemorySegment source) {
        this.source = source;
        this.view =
                source.asSlice(0, Math.min(source.byteSize(), Integer.MAX_VALUE)).asByteBuffer();
    }

    /** The checksum of the {@code length} bytes from {@code offset} on. */
    public int crc32c(long offset, long length) {
        crc.reset();
        if (offset + length <= view.capacity()) {
            crc.update(view.limit((int) (offset + length)).position((int) offset));
        } else {
            crc.update(source.asSlice(offset, length).asByteBuffer());
        }
        return (int) crc.getValue();
    }

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
