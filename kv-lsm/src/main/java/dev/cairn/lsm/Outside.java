package dev.cairn.lsm;

import dev.cairn.api.Bytes;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.entry.KeyOrder;
import dev.cairn.lsm.table.Table;
import java.lang.foreign.MemorySegment;

/**
 * The entries of a table but for those between two keys, both inclusive. Blocks that lie between
 * them are not read.
 */
final class Outside implements EntryCursor {
    private final Table table;
    private final MemorySegment first;
    private final MemorySegment last;
    private EntryCursor entries;
    private boolean before;
    private boolean atLast;

    /** Of a table that has keys before the first of them, or behind the last. */
    Outside(Table table, Bytes first, Bytes last) {
        this.table = table;
        this.first = first.segment();
        this.last = last.segment();
        this.before = table.info().smallest().compareTo(first) < 0;
        this.atLast = !before;
        this.entries = table.cursor(before ? MemorySegment.NULL : this.last);
    }

    @Override
    public boolean next() {
        if (before && entries.next() && KeyOrder.compare(entries.key(), first) < 0) {
            return true;
        }
        if (before) {
            before = false;
            if (KeyOrder.compare(table.info().largest().segment(), last) <= 0) {
                return false;
            }
            atLast = true;
            entries.close();
            entries = table.cursor(last);
        }
        boolean skips = atLast;
        atLast = false;
        return entries.next() && (!skips || !KeyOrder.same(entries.key(), last) || entries.next());
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

    @Override
    public void close() {
        entries.close();
    }
}
