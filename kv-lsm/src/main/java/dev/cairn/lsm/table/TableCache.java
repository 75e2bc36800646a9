package dev.cairn.lsm.table;

import dev.cairn.lsm.cache.BlockCache;
import dev.cairn.lsm.epoch.Epochs;

/**
 * What the tables of a store share: the blocks in memory, and the desks of cursors. Safe for all
 * threads; closed when nobody reads any more.
 */
public final class TableCache implements AutoCloseable {
    private final BlockCache<Block> blocks;
    private final Desk.Pool desks = new Desk.Pool();

    /** Keeps at most {@code capacity} bytes for readers who are inside of {@code epochs}. */
    public TableCache(long capacity, Epochs epochs) {
        this.blocks = new BlockCache<>(capacity, epochs);
    }

    BlockCache<Block> blocks() {
        return blocks;
    }

    Desk.Pool desks() {
        return desks;
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
