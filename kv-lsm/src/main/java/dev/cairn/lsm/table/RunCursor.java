package dev.cairn.lsm.table;

import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** Walks over a run, table after table; opens the next when it gets there. */
final class RunCursor implements EntryCursor {
    private final Table[] tables;
    private final MemorySegment from;
    private int following;
    private @Nullable EntryCursor present;

    /** Begins in {@code tables[first]}; past the last, there are no entries. */
    RunCursor(Table[] tables, int first, MemorySegment from) {
        this.tables = tables;
        this.following = first;
        this.from = MemorySegment.ofArray(from.toArray(ValueLayout.JAVA_BYTE));
    }

    @Override
    public boolean next() {
        while (present == null || !present.next()) {
            if (following == tables.length) {
                return false;
            }
            present = tables[following++].cursor(present == null ? from : MemorySegment.NULL);
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
