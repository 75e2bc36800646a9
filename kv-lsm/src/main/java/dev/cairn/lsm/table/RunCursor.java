package dev.cairn.lsm.table;

import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** Walks over a run, table after table, up or down; opens the next when it gets there. */
final class RunCursor implements EntryCursor {
    private final Table[] tables;
    private final boolean descending;
    private final MemorySegment bound;
    private int following;
    private @Nullable EntryCursor present;

    /** Begins in {@code tables[first]}; beyond either end there are no entries. */
    RunCursor(Table[] tables, boolean descending, int first, MemorySegment bound) {
        this.tables = tables;
        this.descending = descending;
        this.following = first;
        this.bound = MemorySegment.ofArray(bound.toArray(ValueLayout.JAVA_BYTE));
    }

    @Override
    public boolean next() {
        while (present == null || !present.next()) {
            if (following < 0 || following >= tables.length) {
                return false;
            }
            MemorySegment begin = present == null ? bound : MemorySegment.NULL;
            Table table = tables[following];
            present = descending ? table.descending(begin) : table.cursor(begin);
            following += descending ? -1 : 1;
        }
        return true;
    }

    private EntryCursor present() {
        EntryCursor cursor = present;
        if (cursor == null) {
            throw new IllegalStateException("next() was not called");
        }
        return cursor;
    }

    @Override
    public MemorySegment key() {
        return present().key();
    }

    @Override
    public EntryKind kind() {
        return present().kind();
    }

    @Override
    public MemorySegment value() {
        return present().value();
    }
}
