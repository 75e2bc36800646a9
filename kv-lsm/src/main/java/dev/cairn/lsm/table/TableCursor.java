package dev.cairn.lsm.table;

import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import java.lang.foreign.MemorySegment;

/** Walks over a table, block after block, up or down. */
final class TableCursor implements EntryCursor {
    private final Table table;
    private final BlockScan blocks;
    private final boolean descending;
    private int block;
    private EntryCursor entries;

    private TableCursor(Table table, boolean descending, int block, MemorySegment bound) {
        this.table = table;
        this.blocks = table.scan(bound.byteSize() > 0);
        this.descending = descending;
        this.block = block;
        this.entries = open(bound);
    }

    /** From the key {@code from} on, upward; empty: from the first. */
    static TableCursor ascending(Table table, MemorySegment from) {
        int block = from.byteSize() == 0 ? 0 : table.index().find(from);
        return new TableCursor(table, false, block, from);
    }

    /** Below the key {@code to}, downward; empty: from the last. */
    static TableCursor descending(Table table, MemorySegment to) {
        int block = to.byteSize() == 0 ? table.index().blocks() - 1 : table.index().find(to);
        return new TableCursor(table, true, block, to);
    }

    private EntryCursor open(MemorySegment bound) {
        Block present = blocks.block(block);
        try {
            if (descending) {
                return present.descending(bound);
            }
            return bound.byteSize() == 0 ? present.cursor() : present.cursor(bound);
        } catch (IndexOutOfBoundsException malformed) {
            throw table.malformed(block, malformed);
        }
    }

    @Override
    public boolean next() {
        try {
            while (!entries.next()) {
                int following = descending ? block - 1 : block + 1;
                if (following < 0 || following >= table.index().blocks()) {
                    return false;
                }
                block = following;
                entries = open(MemorySegment.NULL);
            }
            return true;
        } catch (IndexOutOfBoundsException malformed) {
            throw table.malformed(block, malformed);
        }
    }

    @Override
    public MemorySegment key() {
        return entries.key();
    }

    @Override
    public EntryKind kind() {
        return entries.kind();
    }

    @Override
    public MemorySegment value() {
        return entries.value();
    }
}
