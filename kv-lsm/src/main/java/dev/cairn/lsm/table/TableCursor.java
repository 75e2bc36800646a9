package dev.cairn.lsm.table;

import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import java.lang.foreign.MemorySegment;

/**
 * Walks over tables that follow each other by key, block after block, up or down. Belongs to one
 * thread at a time.
 */
final class TableCursor implements EntryCursor {
    private final Table[] tables;
    private final boolean descending;
    private final Desk.Pool desks;
    private final Desk desk;
    private final BlockWalk walk;
    private final BlockScan blocks;
    private int table;
    private int block;
    private EntryCursor entries;

    /**
     * Begins in {@code tables[first]}, upward at the key {@code bound}, downward below it; empty:
     * at the end of the table that comes first.
     */
    TableCursor(Table[] tables, boolean descending, int first, MemorySegment bound) {
        this.tables = tables;
        this.descending = descending;
        this.desks = tables[first].desks();
        this.desk = desks.take();
        this.walk = desk.walk;
        this.entries = walk;
        this.blocks = new BlockScan(tables[first], desk, bound.byteSize() > 0);
        this.table = first;
        this.block = bound.byteSize() == 0 ? firstBlock() : tables[first].index().find(bound);
        open(bound);
    }

    private int firstBlock() {
        return descending ? tables[table].index().blocks() - 1 : 0;
    }

    private void open(MemorySegment bound) {
        try {
            if (descending) {
                entries = new BlockDescent(blocks.load(block), walk, bound);
            } else {
                blocks.walk(block, bound, walk);
            }
        } catch (IndexOutOfBoundsException malformed) {
            throw tables[table].malformed(block, malformed);
        }
    }

    @Override
    public boolean next() {
        try {
            while (!entries.next()) {
                if (!blocks.walkOn(walk) && !toNextBlock()) {
                    return false;
                }
            }
            return true;
        } catch (IndexOutOfBoundsException malformed) {
            throw tables[table].malformed(block, malformed);
        }
    }

    private boolean toNextBlock() {
        int step = descending ? -1 : 1;
        int following = block + step;
        if (following < 0 || following >= tables[table].index().blocks()) {
            int next = table + step;
            if (next < 0 || next >= tables.length) {
                return false;
            }
            table = next;
            blocks.onto(tables[next]);
            following = firstBlock();
        }
        block = following;
        open(MemorySegment.NULL);
        return true;
    }

    @Override
    public MemorySegment key() {
        return entries.key();
    }

    @Override
    public long head(int skip) {
        return entries.head(skip);
    }

    @Override
    public EntryKind kind() {
        return entries.kind();
    }

    @Override
    public MemorySegment value() {
        return entries.value();
    }

    @Override
    public void close() {
        desks.giveBack(desk);
    }
}
