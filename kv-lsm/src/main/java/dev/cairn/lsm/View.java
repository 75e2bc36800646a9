package dev.cairn.lsm;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.StorageEngine.MergeOperator;
import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.entry.Merges;
import dev.cairn.lsm.entry.MergingCursor;
import dev.cairn.lsm.filter.KeyHash;
import dev.cairn.lsm.memtable.Memtable;
import dev.cairn.lsm.table.Table;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * What the store consists of at one time: memtables and tables, newest first. The first memtable is
 * being written.
 */
final class View {
    private final List<Counted<Memtable>> memtables;
    private final List<Counted<Table>> tables;
    private final Pins pins = new Pins();

    View(List<Counted<Memtable>> memtables, List<Counted<Table>> tables) {
        this.memtables = List.copyOf(memtables);
        this.tables = List.copyOf(tables);
        memtables.forEach(Counted::enter);
        tables.forEach(Counted::enter);
    }

    List<Counted<Memtable>> memtables() {
        return memtables;
    }

    List<Counted<Table>> tables() {
        return tables;
    }

    Memtable active() {
        return memtables.getFirst().get();
    }

    Pins pins() {
        return pins;
    }

    /** Gives everything up that is in no other view. */
    void release() {
        memtables.forEach(Counted::leave);
        tables.forEach(Counted::leave);
    }

    /**
     * The value at {@code position}: PUT, or DELETE or NONE, or UNREAD if {@code mayBlock} is false
     * and it takes the disk.
     */
    Entry find(MemorySegment key, long position, boolean mayBlock, MergeOperator operator) {
        Entry newest = Entry.NONE;
        for (int i = 0; i < memtables.size() && newest.kind() == EntryKind.NONE; i++) {
            newest = memtables.get(i).get().find(key, position);
        }
        if (newest.kind() == EntryKind.NONE && !tables.isEmpty()) {
            long hash = KeyHash.of(key);
            for (int i = 0; i < tables.size() && newest.kind() == EntryKind.NONE; i++) {
                newest = tables.get(i).get().find(key, hash, mayBlock);
            }
        }
        return newest.kind() == EntryKind.MERGE
                ? resolve(key, position, mayBlock, new Merges(operator))
                : newest;
    }

    /** As {@link #find}, under what was gathered in {@code newer}. */
    Entry resolve(MemorySegment key, long position, boolean mayBlock, Merges newer) {
        for (Counted<Memtable> memtable : memtables) {
            if (!newer.add(memtable.get().find(key, position))) {
                return newer.fold(key, true);
            }
        }
        long hash = KeyHash.of(key);
        for (Counted<Table> table : tables) {
            Entry older = table.get().find(key, hash, mayBlock);
            if (older.kind() == EntryKind.UNREAD) {
                return older;
            }
            if (!newer.add(older)) {
                break;
            }
        }
        return newer.fold(key, true);
    }

    /**
     * The pairs at {@code position} from {@code from} (inclusive) to {@code to} (exclusive; empty:
     * to the end).
     */
    EntryCursor cursor(
            MemorySegment from, MemorySegment to, long position, MergeOperator operator) {
        List<EntryCursor> sources = new ArrayList<>(memtables.size() + tables.size());
        for (Counted<Memtable> memtable : memtables) {
            sources.add(memtable.get().cursor(from, position));
        }
        Bytes first = Bytes.copyOf(from);
        Bytes end = Bytes.copyOf(to);
        for (Counted<Table> table : tables) {
            if (table.get().overlaps(first, end)) {
                sources.add(table.get().cursor(from));
            }
        }
        return new MergingCursor(sources, operator, true);
    }
}
