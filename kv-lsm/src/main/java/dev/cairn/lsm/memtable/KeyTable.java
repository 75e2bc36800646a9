package dev.cairn.lsm.memtable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Where the record of a key is: a hash table with linear probing, off the heap. A slot is 32 bits
 * of the key's hash and the record's address; 0 is free. Nothing is ever removed. One thread adds;
 * all may look up beside it, without locks: a reader of a table that was outgrown finds all that
 * was added before.
 */
final class KeyTable {
    private static final VarHandle SLOT = ValueLayout.JAVA_LONG.varHandle();
    private static final long ADDRESS = 0xffff_ffffL;

    private final Chunks chunks;
    private final Records records;
    private volatile MemorySegment slots;
    private int used;

    /** With room for about {@code expected} keys at first. */
    KeyTable(Chunks chunks, Records records, long expected) {
        this.chunks = chunks;
        this.records = records;
        this.slots =
                chunks.allocateTable(Long.highestOneBit(Math.clamp(expected, 64, 1 << 28)) * 2);
    }

    private static long mask(MemorySegment slots) {
        return (slots.byteSize() >>> 3) - 1;
    }

    /** The record of {@code key}; 0 when there is none. */
    long find(MemorySegment key, long hash) {
        return find(key, 0, key.byteSize(), hash);
    }

    /** As {@link #find(MemorySegment, long)}, of the key that lies in {@code source}. */
    long find(MemorySegment source, long from, long length, long hash) {
        MemorySegment table = slots;
        long mask = mask(table);
        long tag = hash & ~ADDRESS;
        for (long at = hash >>> 32 & mask; ; at = at + 1 & mask) {
            long slot = (long) SLOT.getAcquire(table, at << 3);
            if (slot == 0) {
                return 0;
            }
            if ((slot & ~ADDRESS) == tag && records.isKey(slot & ADDRESS, source, from, length)) {
                return slot & ADDRESS;
            }
        }
    }

    /** Adds the record of a key that is not there yet. */
    void add(long record, long hash) {
        MemorySegment table = slots;
        if (used >= (mask(table) + 1) * 3 / 4) {
            table = grown(table);
            slots = table;
        }
        put(table, hash & ~ADDRESS | record);
        used++;
    }

    private MemorySegment grown(MemorySegment table) {
        MemorySegment twice = chunks.allocateTable(2 * (mask(table) + 1));
        for (long at = 0; at < table.byteSize(); at += Long.BYTES) {
            long slot = table.get(ValueLayout.JAVA_LONG, at);
            if (slot != 0) {
                put(twice, slot);
            }
        }
        return twice;
    }

    private static void put(MemorySegment table, long slot) {
        long mask = mask(table);
        long at = slot >>> 32 & mask;
        while (table.get(ValueLayout.JAVA_LONG, at << 3) != 0) {
            at = at + 1 & mask;
        }
        SLOT.setRelease(table, at << 3, slot);
    }
}
