package dev.cairn.lsm.table;

import dev.cairn.api.env.Directory.ReadableFile;
import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.file.Checksum;
import dev.cairn.lsm.spi.BlockCodec;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Reads blocks of one file: positional reads, checksum, unpacking. Safe for all threads. */
record BlockReader(ReadableFile file, String name, int version, TableServices services) {
    /** The block whose {@code length} bytes begin at {@code at}. */
    Block read(long at, int length) {
        byte[] bytes = new byte[length];
        try {
            file.read(at, ByteBuffer.wrap(bytes));
        } catch (EOFException cutShort) {
            throw StorageException.corrupt(name, at, "the file ends within a block");
        } catch (IOException failed) {
            throw new StorageException(
                    StorageException.Kind.IO, "reading " + name + " failed: " + failed, failed);
        }
        int payload = length - TableFormat.BLOCK_TRAILER_BYTES;
        if (payload < 1
                || Checksum.crc32c(bytes, 0, length - 4)
                        != ByteBuffer.wrap(bytes).getInt(length - 4)) {
            throw StorageException.corrupt(name, at, "a block's checksum does not match");
        }
        int codec = bytes[payload] & 0xff;
        MemorySegment stored = MemorySegment.ofArray(bytes).asSlice(0, payload);
        try {
            MemorySegment raw =
                    codec == TableFormat.CODEC_NONE ? stored : unpack(codec, at, bytes, payload);
            return block(raw);
        } catch (IndexOutOfBoundsException
                | ArithmeticException
                | IllegalArgumentException malformed) {
            throw malformed(at, malformed);
        }
    }

    /** The block of these bytes, unpacked. */
    Block block(MemorySegment bytes) {
        return new Block(bytes, TableFormat.kindBits(version));
    }

    private MemorySegment unpack(int codec, long at, byte[] bytes, int payload) {
        BlockCodec by =
                services.codec(codec)
                        .orElseThrow(() ->
                                new StorageException(
                                        StorageException.Kind.REFUSED,
                                        name
                                                + " is packed by codec number "
                                                + codec
                                                + ", which is not there",
                                        null));
        int size = ByteBuffer.wrap(bytes).getInt(0);
        if (payload < Integer.BYTES || size < 1) {
            throw StorageException.corrupt(name, at, "a packed block of " + size + " bytes");
        }
        MemorySegment raw = MemorySegment.ofArray(new byte[size]);
        MemorySegment packed = MemorySegment.ofArray(bytes);
        by.unpack(packed.asSlice(Integer.BYTES, payload - (long) Integer.BYTES), raw);
        return raw;
    }

    /** A block whose checksum is right and whose content is not. */
    StorageException malformed(long at, RuntimeException malformed) {
        return StorageException.corrupt(
                name, at, "a block is malformed: " + malformed.getMessage());
    }
}
