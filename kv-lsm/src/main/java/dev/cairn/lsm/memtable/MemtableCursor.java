package dev.cairn.lsm.memtable;

import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import java.lang.foreign.MemorySegment;

/** Walks over a memtable, leaf after leaf, up or down. */
final class MemtableCursor implements EntryCursor {
    private static final int LOOK_AHEAD = 8;

    private final KeyTree tree;
    private final Records records;
    private final long position;
    private final boolean descending;
    private final KeyTree.Leaf leaf = new KeyTree.Leaf();
    private final long[] newest = new long[LOOK_AHEAD];
    private int known;
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
        known = 0;
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
            entry = records.entry(newest[index % LOOK_AHEAD], position);
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
        if (known == 0) {
            lookAhead();
        }
        known--;
        return true;
    }

    /** Asks for several at once, so that the waits for memory overlap. */
    private void lookAhead() {
        int step = descending ? -1 : 1;
        int at = index;
        for (int i = 0; i < LOOK_AHEAD && at >= 0 && at < leaf.count(); i++) {
            newest[at % LOOK_AHEAD] = records.newest(leaf.record(at));
            at += step;
        }
        known = LOOK_AHEAD;
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
