package dev.cairn.lsm.table;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Directory.WritableFile;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.file.Checksum;
import dev.cairn.lsm.filter.BloomFilter;
import dev.cairn.lsm.filter.KeyHash;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
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
    private final BloomFilter.Builder filter;
    private Bytes smallest = Bytes.EMPTY;
    private Bytes beforeBlock = Bytes.EMPTY;
    private Bytes firstOfBlock = Bytes.EMPTY;
    private long entries;
    private long blocks;
    private boolean finished;

    /** Makes the file of table {@code number}, for at most about {@code expectedEntries}. */
    public TableWriter(Directory directory, long number, long expectedEntries) throws IOException {
        this.directory = directory;
        this.number = number;
        this.filter = new BloomFilter.Builder(expectedEntries);
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
        WireWriter payload = block.finish().u8(TableFormat.CODEC_NONE);
        payload.i32(Checksum.crc32c(payload.buffer(), 0, payload.size()));
        index.add(beforeBlock.segment(), firstOfBlock.segment(), payload.size());
        put(ByteBuffer.wrap(payload.buffer(), 0, payload.size()));
        blocks += payload.size();
        beforeBlock = block.lastKey();
        block.reset();
    }

    /**
     * Completes the file and puts it, and its name, on stable storage. At least one entry must have
     * been added.
     */
    public TableInfo finish() throws IOException {
        if (!block.isEmpty()) {
            endBlock();
        }
        BloomFilter bloom = filter.build();
        ByteBuffer filterBytes = ByteBuffer.allocate(bloom.encodedBytes() + Integer.BYTES);
        bloom.encode(filterBytes);
        filterBytes.putInt(Checksum.crc32c(filterBytes.array(), 0, bloom.encodedBytes()));
        put(filterBytes.flip());
        WireWriter indexBytes = index.encode();
        section(indexBytes);
        WireWriter properties =
                new WireWriter(64).varint(entries).bytes(smallest).bytes(beforeBlock);
        section(properties);
        put(
                new TableFormat.Footer(
                                blocks, filterBytes.limit(), indexBytes.size(), properties.size())
                        .encode());
        drain();
        file.sync();
        directory.syncNames();
        finished = true;
        return new TableInfo(number, file.size(), entries, smallest, beforeBlock);
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
