package dev.cairn.lsm.table;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Directory.WritableFile;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.file.Checksum;
import dev.cairn.lsm.filter.KeyHash;
import dev.cairn.lsm.spi.FilterPolicy;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Writes one table from entries in ascending order. Closing before {@link #finish} gives the file
 * up. Not safe for several threads.
 */
public final class TableWriter implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final Directory directory;
    private final long number;
    private final WritableFile file;
    private final Arena arena = Arena.ofConfined();
    private final ByteBuffer buffer = arena.allocate(BUFFER_BYTES).asByteBuffer();
    private final BlockBuilder block = new BlockBuilder();
    private final TableIndex.Builder index = new TableIndex.Builder();
    private final TableSpec spec;
    private final FilterPolicy.Builder filter;
    private byte[] packed = {};
    private Bytes smallest = Bytes.EMPTY;
    private long entries;
    private long deletes;
    private long rawBytes;
    private long blocks;
    private boolean finished;

    /** Makes the file of table {@code number}, for at most about {@code expectedEntries}. */
    public TableWriter(Directory directory, long number, TableSpec spec, long expectedEntries)
            throws IOException {
        this.directory = directory;
        this.number = number;
        this.spec = spec;
        this.filter = spec.filter().builder(expectedEntries);
        this.file = directory.create(Table.fileName(number));
        put(TableFormat.header(number));
    }

    /** Bytes of the blocks so far. */
    public long size() {
        return blocks;
    }

    /** Adds an entry behind all others; whether it completed a block. */
    public boolean add(EntryKind kind, MemorySegment key, MemorySegment value) throws IOException {
        boolean begins = block.isEmpty();
        block.add(kind, key, value);
        if (begins) {
            index.begin(block.keyBefore(), block.keyBeforeLength(), block.key(), block.keyLength());
            smallest = entries == 0 ? block.lastKey() : smallest;
        }
        filter.add(KeyHash.of(block.key(), block.keyLength()));
        entries++;
        deletes += kind == EntryKind.DELETE ? 1 : 0;
        if (block.size() < spec.blockBytes()) {
            return false;
        }
        endBlock();
        return true;
    }

    private void endBlock() throws IOException {
        int size = block.size();
        byte[] raw = block.finish(TableFormat.BLOCK_TRAILER_BYTES);
        int packedSize = pack(raw, size);
        int length =
                packedSize < 0
                        ? putBlock(raw, size, TableFormat.CODEC_NONE)
                        : putBlock(packed, packedSize, spec.codecId());
        index.end(length);
        rawBytes += size;
        blocks += length;
        block.reset();
    }

    /** The size of the block packed, its own size before it; −1 unless that saves an eighth. */
    private int pack(byte[] raw, int size) {
        if (spec.codec().isEmpty()) {
            return -1;
        }
        int room = size - size / 8;
        int needed = Integer.BYTES + room + TableFormat.BLOCK_TRAILER_BYTES;
        if (packed.length < needed) {
            packed = new byte[needed];
        }
        MemorySegment target = MemorySegment.ofArray(packed);
        int length =
                spec.codec()
                        .get()
                        .pack(
                                MemorySegment.ofArray(raw).asSlice(0, size),
                                target.asSlice(Integer.BYTES, room));
        INT.set(packed, 0, size);
        return length < 0 ? -1 : Integer.BYTES + length;
    }

    /** Puts a payload with the trailer, for which the array has room; answers the bytes of both. */
    private int putBlock(byte[] payload, int size, int codec) throws IOException {
        payload[size] = (byte) codec;
        INT.set(payload, size + 1, Checksum.crc32c(payload, 0, size + 1));
        int length = size + TableFormat.BLOCK_TRAILER_BYTES;
        put(ByteBuffer.wrap(payload, 0, length));
        return length;
    }

    /**
     * Completes the file and puts it, and its name, on stable storage. At least one entry must have
     * been added.
     */
    public TableInfo finish() throws IOException {
        if (!block.isEmpty()) {
            endBlock();
        }
        Bytes largest = block.lastKey();
        long filterBytes = filter();
        WireWriter indexBytes = index.encode();
        section(indexBytes);
        WireWriter properties =
                new WireWriter(64)
                        .varint(entries)
                        .bytes(smallest)
                        .bytes(largest)
                        .varint(deletes)
                        .varint(rawBytes)
                        .u8(spec.codecId());
        section(properties);
        put(
                new TableFormat.Footer(blocks, filterBytes, indexBytes.size(), properties.size())
                        .encode());
        drain();
        file.sync();
        directory.syncNames();
        finished = true;
        return new TableInfo(
                number, file.size(), entries, smallest, largest, deletes, rawBytes, spec.codecId());
    }

    private long filter() throws IOException {
        ByteBuffer bytes = filter.finish().asByteBuffer();
        ByteBuffer policy = ByteBuffer.allocate(1).put((byte) spec.filter().id()).flip();
        long size = (long) policy.remaining() + bytes.remaining() + Integer.BYTES;
        CRC32C crc = new CRC32C();
        crc.update(policy.duplicate());
        crc.update(bytes.duplicate());
        put(policy);
        put(bytes);
        put(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).flip());
        return size;
    }

    private void section(WireWriter bytes) throws IOException {
        bytes.i32(Checksum.crc32c(bytes.buffer(), 0, bytes.size()));
        put(ByteBuffer.wrap(bytes.buffer(), 0, bytes.size()));
    }

    private void put(ByteBuffer bytes) throws IOException {
        if (bytes.remaining() > buffer.remaining()) {
            drain();
        }
        if (bytes.remaining() > buffer.capacity()) {
            file.write(bytes);
        } else {
            buffer.put(bytes);
        }
    }

    private void drain() throws IOException {
        file.write(buffer.flip());
        buffer.clear();
    }

    /** Closes the file, and deletes it unless it was finished. */
    @Override
    public void close() throws IOException {
        arena.close();
        file.close();
        if (!finished) {
            directory.delete(Table.fileName(number));
        }
    }
}
