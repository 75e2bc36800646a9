package dev.cairn.lsm.table;

import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.KeyOrder;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Tables that follow each other by key, none overlapping another, as one: a read asks at most one
 * of them. Immutable; safe for all threads.
 */
public final class Run {
    private final Table[] tables;

    /** Over at least one table, ascending by key. */
    public Run(List<Table> tables) {
        this.tables = tables.toArray(Table[]::new);
    }

    /** As {@link Table#find}. */
    public Entry find(MemorySegment key, long hash, boolean mayBlock) {
        int at = tables.length == 1 ? 0 : firstEndingAtOrBehind(key);
        return at == tables.length ? Entry.NONE : tables[at].find(key, hash, mayBlock);
    }

    private int firstEndingAtOrBehind(MemorySegment key) {
        int low = 0;
        int high = tables.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (KeyOrder.compare(tables[middle].info().largest().segment(), key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Whether any key between the bounds may be in it, as {@link Table#overlaps}. */
    public boolean overlaps(MemorySegment from, MemorySegment to) {
        int at = firstEndingAtOrBehind(from);
        return at < tables.length && tables[at].overlaps(from, to);
    }

    /** The entries from the key {@code from} on; may read the disk at every step. */
    public EntryCursor cursor(MemorySegment from) {
        int first = from.byteSize() == 0 ? 0 : firstEndingAtOrBehind(from);
        return new TableCursor(tables, false, Math.min(first, tables.length - 1), from);
    }

    /**
     * The entries below the key {@code to}, or all when it is empty, largest first; may read the
     * disk at every step.
     */
    public EntryCursor descending(MemorySegment to) {
        int last = tables.length - 1;
        int first = to.byteSize() == 0 ? last : Math.min(last, firstEndingAtOrBehind(to));
        return new TableCursor(tables, true, first, to);
    }
}
