package dev.cairn.lsm.table;

import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import java.lang.foreign.MemorySegment;

/** Walks over a table, block after block. */
final class TableCursor implements EntryCursor {
    private final Table table;
    private int block;
    private EntryCursor entries;

    TableCursor(Table table, MemorySegment from) {
        this.table = table;
        this.block = from.byteSize() == 0 ? 0 : table.index().find(from);
        Block first = table.scanBlock(block);
        try {
            this.entries = from.byteSize() == 0 ? first.cursor() : first.cursor(from);
        } catch (IndexOutOfBoundsException malformed) {
            throw table.malformed(block, malformed);
        }
    }

    @Override
    public boolean next() {
        try {
            while (!entries.next()) {
                if (block + 1 >= table.index().blocks()) {
                    return false;
                }
                block++;
                entries = table.scanBlock(block).cursor();
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
