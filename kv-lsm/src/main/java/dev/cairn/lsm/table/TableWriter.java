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
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * Writes one table from entries in ascending order. Closing before {@link #finish} gives the file
 * up. Not safe for several threads.
 */
public final class TableWriter implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;

    private final Directory directory;
    private final long number;
    private final WritableFile file;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final BlockBuilder block = new BlockBuilder();
    private final TableIndex.Builder index = new TableIndex.Builder();
    private final WireWriter packed = new WireWriter(TableFormat.BLOCK_BYTES);
    private final TableSpec spec;
    private final FilterPolicy.Builder filter;
    private byte[] scratch = {};
    private Bytes smallest = Bytes.EMPTY;
    private Bytes beforeBlock = Bytes.EMPTY;
    private Bytes firstOfBlock = Bytes.EMPTY;
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
        if (block.isEmpty()) {
            firstOfBlock = Bytes.copyOf(key);
        }
        block.add(kind, key, value);
        filter.add(KeyHash.of(key));
        entries++;
        deletes += kind == EntryKind.DELETE ? 1 : 0;
        if (block.size() < TableFormat.BLOCK_BYTES) {
            return false;
        }
        endBlock();
        return true;
    }

    private void endBlock() throws IOException {
        if (smallest.isEmpty()) {
            smallest = firstOfBlock;
        }
        WireWriter raw = block.finish();
        rawBytes += raw.size();
        WireWriter stored = pack(raw);
        stored.i32(Checksum.crc32c(stored.buffer(), 0, stored.size()));
        index.add(beforeBlock.segment(), firstOfBlock.segment(), stored.size());
        put(ByteBuffer.wrap(stored.buffer(), 0, stored.size()));
        blocks += stored.size();
        beforeBlock = block.lastKey();
        block.reset();
    }

    /** The payload and the number of its codec; as it is unless packing saves an eighth. */
    private WireWriter pack(WireWriter raw) {
        if (spec.codec().isPresent()) {
            int room = raw.size() - raw.size() / 8;
            if (scratch.length < room) {
                scratch = new byte[room];
            }
            int size =
                    spec.codec()
                            .get()
                            .pack(
                                    MemorySegment.ofArray(raw.buffer()).asSlice(0, raw.size()),
                                    MemorySegment.ofArray(scratch).asSlice(0, room));
            if (size >= 0) {
                return packed.reset().i32(raw.size()).raw(scratch, 0, size).u8(spec.codecId());
            }
        }
        return raw.u8(TableFormat.CODEC_NONE);
    }

    /**
     * Completes the file and puts it, and its name, on stable storage. At least one entry must have
     * been added.
     */
    public TableInfo finish() throws IOException {
        if (!block.isEmpty()) {
            endBlock();
        }
        int filterBytes = filter();
        WireWriter indexBytes = index.encode();
        section(indexBytes);
        WireWriter properties =
                new WireWriter(64)
                        .varint(entries)
                        .bytes(smallest)
                        .bytes(beforeBlock)
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
                number,
                file.size(),
                entries,
                smallest,
                beforeBlock,
                deletes,
                rawBytes,
                spec.codecId());
    }

    private int filter() throws IOException {
        MemorySegment bytes = filter.finish();
        int size = (int) bytes.byteSize();
        ByteBuffer section = ByteBuffer.allocate(1 + size + Integer.BYTES);
        section.put((byte) spec.filter().id());
        MemorySegment.copy(
                bytes, ValueLayout.JAVA_BYTE, 0, section.array(), section.position(), size);
        section.position(1 + size);
        section.putInt(Checksum.crc32c(section.array(), 0, 1 + size));
        put(section.flip());
        return section.limit();
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
        file.close();
        if (!finished) {
            directory.delete(Table.fileName(number));
        }
    }
}
