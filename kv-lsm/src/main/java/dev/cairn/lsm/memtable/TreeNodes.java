package dev.cairn.lsm.memtable;

import dev.cairn.lsm.entry.KeyOrder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The nodes of a {@link KeyTree}, by address.
 *
 * <pre>
 * node   version u64 │ count u32 · skip u32 │ low fence │ high fence │ prefixes[64] │ records[64]
 * inner  the same, its records being separators │ children[65]
 * </pre>
 *
 * <p>All keys of a node lie between its fences, the keys of two records: not before the low, before
 * the high; 0 is no bound. What the fences share all keys share, so the eight bytes that are
 * compared first are those behind it ({@code skip}). Long common beginnings cost nothing.
 *
 * <p>A version is odd while its node is changed. Who reads beside the writer may find a node in any
 * state, follows nothing in it, and asks for the version again afterwards.
 */
record TreeNodes(Chunks chunks, Records records) {
    static final int CAPACITY = 64;

    /** A prefix is taken anew for so many bytes more to skip, since that reads every record. */
    private static final int WORTH_SKIPPING = 4;

    private static final int VERSION = 0;
    private static final int COUNT = 8;
    private static final int SKIP = 12;
    private static final int LOW = 16;
    private static final int HIGH = 24;
    private static final int PREFIXES = 32;
    private static final int RECORDS = PREFIXES + CAPACITY * Long.BYTES;
    private static final int CHILDREN = RECORDS + CAPACITY * Long.BYTES;

    long leaf() {
        return chunks.allocateZeroed(CHILDREN);
    }

    /** An inner node with one child. */
    long inner(long child) {
        long node = chunks.allocateZeroed(CHILDREN + (CAPACITY + 1) * Long.BYTES);
        chunks.setLong(node, CHILDREN, child);
        return node;
    }

    /** A leaf between two fences. */
    long leaf(long low, long high) {
        return fenced(leaf(), low, high);
    }

    /** An inner node with one child, between two fences. */
    long inner(long child, long low, long high) {
        return fenced(inner(child), low, high);
    }

    private long fenced(long node, long low, long high) {
        chunks.setLong(node, LOW, low);
        chunks.setLong(node, HIGH, high);
        skipMore(node);
        return node;
    }

    long version(long node) {
        return chunks.follow(node, VERSION);
    }

    /** Makes the version odd before anything is changed. */
    void begin(long node) {
        chunks.setLong(node, VERSION, chunks.getLong(node, VERSION) + 1);
        VarHandle.storeStoreFence();
    }

    void end(long node) {
        chunks.publish(node, VERSION, chunks.getLong(node, VERSION) + 1);
    }

    int count(long node) {
        return chunks.getInt(node, COUNT);
    }

    boolean isFull(long node) {
        return count(node) == CAPACITY;
    }

    long low(long node) {
        return chunks.getLong(node, LOW);
    }

    long high(long node) {
        return chunks.getLong(node, HIGH);
    }

    long record(long node, int slot) {
        return chunks.getLong(node, RECORDS + slot * (long) Long.BYTES);
    }

    long child(long node, int slot) {
        return chunks.getLong(node, CHILDREN + slot * (long) Long.BYTES);
    }

    /** Copies the addresses of the records from one slot to another. */
    void copy(long node, int from, int to, long[] target) {
        MemorySegment.copy(
                chunks.chunk(node),
                ValueLayout.JAVA_LONG,
                Chunks.offset(node) + RECORDS + from * (long) Long.BYTES,
                target,
                0,
                to - from);
    }

    /** How many keys of the node are below {@code key}, or with {@code equal} not above it. */
    int rank(long node, MemorySegment key, boolean equal) {
        MemorySegment chunk = chunks.chunk(node);
        long base = Chunks.offset(node);
        int skip = chunk.get(ValueLayout.JAVA_INT, base + SKIP);
        long prefix =
                KeyOrder.prefix(
                        key, Math.min(skip, key.byteSize()), Math.max(0, key.byteSize() - skip));
        int low = 0;
        int high = Math.min(CAPACITY, chunk.get(ValueLayout.JAVA_INT, base + COUNT));
        while (low < high) {
            int middle = (low + high) >>> 1;
            long other =
                    chunk.get(ValueLayout.JAVA_LONG, base + PREFIXES + middle * (long) Long.BYTES);
            int order = Long.compareUnsigned(other, prefix);
            if (order == 0) {
                order = compare(record(node, middle), key);
            }
            if (order < 0 || equal && order == 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int compare(long record, MemorySegment key) {
        return record == 0 ? 0 : records.compare(record, key);
    }

    /** Puts a record into a slot, those from there on going one further; within a change. */
    void insert(long node, int slot, long record) {
        int count = count(node);
        move(node, PREFIXES, slot, node, slot + 1, count - slot);
        move(node, RECORDS, slot, node, slot + 1, count - slot);
        int skip = chunks.getInt(node, SKIP);
        chunks.setLong(node, PREFIXES + slot * (long) Long.BYTES, records.prefix(record, skip));
        chunks.setLong(node, RECORDS + slot * (long) Long.BYTES, record);
        chunks.setInt(node, COUNT, count + 1);
    }

    /** Puts records into an empty leaf; in two turns, so that the waits for their keys overlap. */
    void fill(long leaf, long[] sorted, int from, int to) {
        MemorySegment chunk = chunks.chunk(leaf);
        long base = Chunks.offset(leaf);
        int skip = chunk.get(ValueLayout.JAVA_INT, base + SKIP);
        for (int i = from; i < to; i++) {
            chunk.set(
                    ValueLayout.JAVA_LONG,
                    base + PREFIXES + (i - from) * (long) Long.BYTES,
                    records.prefix(sorted[i], skip));
        }
        MemorySegment.copy(sorted, from, chunk, ValueLayout.JAVA_LONG, base + RECORDS, to - from);
        chunks.setInt(leaf, COUNT, to - from);
    }

    /** Puts a separator into a slot of an inner node and a child behind it; within a change. */
    void insert(long node, int slot, long separator, long child) {
        move(node, CHILDREN, slot + 1, node, slot + 2, count(node) - slot);
        insert(node, slot, separator);
        chunks.setLong(node, CHILDREN + (slot + 1L) * Long.BYTES, child);
    }

    private void move(long from, int field, int slot, long to, int target, int slots) {
        MemorySegment.copy(
                chunks.chunk(from),
                Chunks.offset(from) + field + slot * (long) Long.BYTES,
                chunks.chunk(to),
                Chunks.offset(to) + field + target * (long) Long.BYTES,
                slots * (long) Long.BYTES);
    }

    /**
     * Moves what lies from {@code slot} on to a new node; within a change. Of an inner node the
     * separator in that slot goes to neither: it parts the two.
     */
    long split(long node, boolean inner, int slot, long separator) {
        int count = count(node);
        int first = inner ? slot + 1 : slot;
        long right = inner ? inner(child(node, first)) : leaf();
        move(node, PREFIXES, first, right, 0, count - first);
        move(node, RECORDS, first, right, 0, count - first);
        if (inner) {
            move(node, CHILDREN, first, right, 0, count - first + 1);
        }
        chunks.setInt(node, COUNT, slot);
        chunks.setInt(right, COUNT, count - first);
        chunks.setInt(right, SKIP, chunks.getInt(node, SKIP));
        chunks.setLong(right, LOW, separator);
        chunks.setLong(right, HIGH, high(node));
        chunks.setLong(node, HIGH, separator);
        skipMore(node);
        skipMore(right);
        return right;
    }

    private void skipMore(long node) {
        if (low(node) == 0 || high(node) == 0) {
            return;
        }
        int skip = records.shared(low(node), high(node));
        if (skip >= chunks.getInt(node, SKIP) + WORTH_SKIPPING) {
            chunks.setInt(node, SKIP, skip);
            for (int slot = 0; slot < count(node); slot++) {
                long prefix = records.prefix(record(node, slot), skip);
                chunks.setLong(node, PREFIXES + slot * (long) Long.BYTES, prefix);
            }
        }
    }
}
