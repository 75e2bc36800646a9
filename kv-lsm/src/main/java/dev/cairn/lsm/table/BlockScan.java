package dev.cairn.lsm.table;

import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.cache.BlockCache;
import dev.cairn.lsm.cache.Slots;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * The blocks of a table for one cursor, as copies in buffers of its own, since a cursor holds a
 * block for longer than a call.
 *
 * <p>The first few blocks of a search are kept in the cache, as those of point reads are: the next
 * search may come by. Those of a scan are not; they are read ahead, more at a time the longer it
 * goes on. Belongs to one thread at a time.
 */
final class BlockScan {
    private static final int BLOCKS_KEPT = 2;
    private static final int MOST_READ_AHEAD_BYTES = 128 << 10;

    private final BlockReader reader;
    private final TableIndex index;
    private final BlockCache<Block> cache;
    private final Slots<Block> cached;
    private int left;
    private byte[] raw = {};
    private byte[] window = {};
    private long windowAt;
    private int windowLength;
    private int readAhead;

    /** With {@code keepFirst}, what is read first goes into the cache. */
    BlockScan(
            BlockReader reader,
            TableIndex index,
            BlockCache<Block> cache,
            Slots<Block> cached,
            boolean keepFirst) {
        this.reader = reader;
        this.index = index;
        this.cache = cache;
        this.cached = cached;
        this.left = keepFirst ? BLOCKS_KEPT : 0;
    }

    /** A block, valid until the next is asked for. */
    Block block(int number) {
        int inside = cache.epochs().enter();
        try {
            if (cache.isClosed()) {
                throw new StorageException(
                        StorageException.Kind.CLOSED, "the store is closed", null);
            }
            Optional<Block> known = cached.get(number);
            if (known.isPresent()) {
                return copy(known.get());
            }
        } finally {
            cache.epochs().exit(inside);
        }
        return left > 0 ? readAndKeep(number) : readAhead(number);
    }

    private Block copy(Block block) {
        MemorySegment bytes = block.bytes();
        int size = (int) bytes.byteSize();
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, room(size), 0, size);
        return reader.block(MemorySegment.ofArray(raw).asSlice(0, size));
    }

    private byte[] room(int bytes) {
        if (raw.length < bytes) {
            raw = new byte[Math.max(bytes, TableFormat.BLOCK_BYTES + TableFormat.BLOCK_BYTES / 8)];
        }
        return raw;
    }

    private Block readAndKeep(int number) {
        left--;
        long at = index.offset(number);
        Block block = reader.read(at, (int) (index.offset(number + 1) - at));
        cache.put(cached, number, block.bytes(), reader::block);
        return block;
    }

    private Block readAhead(int number) {
        long at = index.offset(number);
        int length = (int) (index.offset(number + 1) - at);
        if (at < windowAt || at + length > windowAt + windowLength) {
            readAhead =
                    at == windowAt + windowLength
                            ? Math.min(MOST_READ_AHEAD_BYTES, 4 * Math.max(readAhead, length))
                            : 0;
            long end = index.offset(index.blocks());
            windowLength = (int) Math.min(Math.max(length, readAhead), end - at);
            if (window.length < windowLength) {
                window = new byte[windowLength];
            }
            windowAt = at;
            reader.fill(at, window, windowLength);
        }
        return reader.block(at, window, (int) (at - windowAt), length, this::room);
    }
}
