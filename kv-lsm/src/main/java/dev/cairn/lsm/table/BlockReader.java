package dev.cairn.lsm.table;

import dev.cairn.api.env.Directory.ReadableFile;
import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.file.Checksum;
import dev.cairn.lsm.spi.BlockCodec;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads blocks of one file: positional reads, checksum, unpacking. Safe for all threads.
 *
 * @param mostBytes no block is larger, unpacked
 */
record BlockReader(
        ReadableFile file, String name, int version, TableServices services, long mostBytes) {
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** Where a block is unpacked to: gives memory of just so many bytes. */
    @FunctionalInterface
    interface Target {
        MemorySegment of(int bytes);
    }

    /** Where bytes are unpacked to: gives an array of at least so many. */
    @FunctionalInterface
    interface Room {
        byte[] of(int bytes);
    }

    /** How many bits of an entry's tag tell its kind. */
    int kindBits() {
        return TableFormat.kindBits(version);
    }

    /**
     * The block whose {@code length} bytes begin at {@code at}, unpacked, in an array of its own.
     */
    MemorySegment read(long at, int length) {
        byte[] bytes = new byte[length];
        fill(at, bytes, length);
        return unpack(at, bytes, 0, length, byte[]::new);
    }

    /**
     * The same, where {@code target} says.
     *
     * @param stored room for the block as the file has it
     */
    MemorySegment read(long at, ByteBuffer stored, Target target) {
        fill(at, stored.duplicate());
        int length = stored.limit();
        int payload = length - TableFormat.BLOCK_TRAILER_BYTES;
        if (payload < 1 || Checksum.crc32c(stored, 0, length - 4) != stored.getInt(length - 4)) {
            throw badChecksum(at);
        }
        int codec = stored.get(payload) & 0xff;
        MemorySegment bytes = MemorySegment.ofBuffer(stored).asSlice(0, payload);
        MemorySegment raw;
        if (codec == TableFormat.CODEC_NONE) {
            raw = target.of(payload).copyFrom(bytes);
        } else {
            raw = target.of(size(at, bytes));
            unpack(codec, at, bytes, raw);
        }
        return raw;
    }

    /** Reads {@code length} bytes of the file. */
    void fill(long at, byte[] target, int length) {
        fill(at, ByteBuffer.wrap(target, 0, length));
    }

    private void fill(long at, ByteBuffer target) {
        try {
            file.read(at, target);
        } catch (EOFException cutShort) {
            throw StorageException.corrupt(name, at, "the file ends within a block");
        } catch (IOException failed) {
            throw failed(failed);
        }
    }

    /** Reading the file failed. */
    StorageException failed(IOException failed) {
        return new StorageException(
                StorageException.Kind.IO, "reading " + name + " failed: " + failed, failed);
    }

    /**
     * The block that was read from {@code at}, whose stored bytes are {@code length} of an array;
     * in that array, or unpacked into one of the room's.
     */
    MemorySegment unpack(long at, byte[] bytes, int from, int length, Room room) {
        int payload = length - TableFormat.BLOCK_TRAILER_BYTES;
        if (payload < 1
                || Checksum.crc32c(bytes, from, length - 4)
                        != ByteBuffer.wrap(bytes).getInt(from + length - 4)) {
            throw badChecksum(at);
        }
        int codec = bytes[from + payload] & 0xff;
        MemorySegment stored = MemorySegment.ofArray(bytes).asSlice(from, payload);
        if (codec == TableFormat.CODEC_NONE) {
            return stored;
        }
        int size = size(at, stored);
        MemorySegment raw = MemorySegment.ofArray(room.of(size)).asSlice(0, size);
        unpack(codec, at, stored, raw);
        return raw;
    }

    private StorageException badChecksum(long at) {
        return StorageException.corrupt(name, at, "a block's checksum does not match");
    }

    /** How many bytes a packed block has unpacked. */
    private int size(long at, MemorySegment stored) {
        int size = stored.byteSize() < Integer.BYTES ? 0 : stored.get(INT, 0);
        if (size < 1 || size > mostBytes) {
            throw StorageException.corrupt(name, at, "a packed block of " + size + " bytes");
        }
        return size;
    }

    /** The block of these bytes, unpacked. */
    Block block(MemorySegment bytes) {
        return new Block(bytes, kindBits());
    }

    /**
     * The same for the cache; with a malformed restart it is one that is searched without heads.
     */
    Block cachedBlock(MemorySegment bytes) {
        try {
            return new Block(bytes, kindBits(), true);
        } catch (IndexOutOfBoundsException malformed) {
            return block(bytes);
        }
    }

    private void unpack(int codec, long at, MemorySegment stored, MemorySegment raw) {
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
        try {
            by.unpack(stored.asSlice(Integer.BYTES), raw);
        } catch (IllegalArgumentException malformed) {
            throw malformed(at, malformed);
        }
    }

    /** A block whose checksum is right and whose content is not. */
    StorageException malformed(long at, RuntimeException malformed) {
        return StorageException.corrupt(
                name, at, "a block is malformed: " + malformed.getMessage());
    }
}
