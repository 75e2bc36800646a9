package dev.cairn.lsm.table;

import dev.cairn.lsm.cache.BlockCache;
import dev.cairn.lsm.epoch.Epochs;

/**
 * The blocks in memory of all tables of a store. Safe for all threads; closed when nobody reads any
 * more.
 */
public final class TableCache implements AutoCloseable {
    private final BlockCache<Block> blocks;

    /** Keeps at most {@code capacity} bytes for readers who are inside of {@code epochs}. */
    public TableCache(long capacity, Epochs epochs) {
        this.blocks = new BlockCache<>(capacity, epochs);
    }

    BlockCache<Block> blocks() {
        return blocks;
    }

    /** Bytes of the blocks kept. */
    public long used() {
        return blocks.used();
    }

    /** How many blocks were read from disk because they were not here, scans left out. */
    public long misses() {
        return blocks.misses();
    }

    @Override
    public void close() {
        blocks.close();
    }
}
