package dev.cairn.lsm.memtable;

import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import java.lang.foreign.MemorySegment;

/** Walks over a memtable, leaf after leaf, up or down. */
final class MemtableCursor implements EntryCursor {
    private final KeyTree tree;
    private final Records records;
    private final long position;
    private final boolean descending;
    private final KeyTree.Leaf leaf = new KeyTree.Leaf();
    private int index;
    private long record;
    private Entry entry = Entry.NONE;

    MemtableCursor(
            KeyTree tree, Records records, long position, MemorySegment bound, boolean descending) {
        this.tree = tree;
        this.records = records;
        this.position = position;
        this.descending = descending;
        read(bound);
    }

    private void read(MemorySegment bound) {
        if (descending) {
            tree.readBelow(bound, leaf);
            index = leaf.count();
        } else {
            tree.readFrom(bound, leaf);
            index = -1;
        }
    }

    @Override
    public boolean next() {
        while (step()) {
            entry = records.at(record, position);
            if (entry.kind() != EntryKind.NONE) {
                return true;
            }
        }
        return false;
    }

    /** To the next record, whatever it says. */
    private boolean step() {
        int next = index + (descending ? -1 : 1);
        while (next < 0 || next >= leaf.count()) {
            long fence = descending ? leaf.low() : leaf.high();
            if (fence == 0) {
                return false;
            }
            read(records.key(fence));
            next = index + (descending ? -1 : 1);
        }
        index = next;
        record = leaf.record(index);
        return true;
    }

    @Override
    public MemorySegment key() {
        return records.key(record);
    }

    @Override
    public EntryKind kind() {
        return entry.kind();
    }

    @Override
    public MemorySegment value() {
        return entry.value();
    }
}
