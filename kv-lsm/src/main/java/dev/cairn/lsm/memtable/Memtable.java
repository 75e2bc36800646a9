package dev.cairn.lsm.memtable;

import dev.cairn.lsm.area.Areas;
import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.filter.KeyHash;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A sorted map from key to versions, off the heap: a hash table finds a key, a B+-tree keeps the
 * order.
 *
 * <p>{@link #stage} and {@link #withdraw} belong to one writer at a time; reads may run beside
 * them, without locks, and see no version above the position they ask for. Closing gives the memory
 * back: nobody may read then.
 */
public final class Memtable implements AutoCloseable {
    private final Chunks chunks;
    private final Records records;
    private final KeyTree tree;
    private final KeyTable table;
    private final long firstSegment;
    private final long born;
    private long[] staged = new long[16];
    private long[] loaded = new long[0];
    private int stagedCount;
    private int keys;
    private volatile long newest;
    private volatile boolean dated;

    /**
     * An empty memtable whose batches are in the log from segment {@code firstSegment} on, expected
     * to hold about so many keys. Its memory is taken from {@code areas}.
     *
     * @param born the time, by a clock of the caller's
     */
    public Memtable(long firstSegment, long expectedKeys, Areas areas, long born) {
        this.firstSegment = firstSegment;
        this.born = born;
        this.chunks = new Chunks(areas);
        this.records = new Records(chunks);
        this.tree = new KeyTree(chunks, records);
        this.table = new KeyTable(chunks, records, expectedKeys);
    }

    /** The first log segment with batches of this memtable. */
    public long firstSegment() {
        return firstSegment;
    }

    /** When it was made. */
    public long born() {
        return born;
    }

    /** Says that {@code position} was the last batch; nothing more is staged. */
    public void seal(long position) {
        newest = position;
    }

    /** The position of the last batch of a sealed memtable. */
    public long newest() {
        return newest;
    }

    /** Bytes of memory taken. */
    public long bytes() {
        return chunks.allocated();
    }

    /** Number of keys of a sealed memtable, those of withdrawn versions included. */
    public int keys() {
        return keys;
    }

    /** Whether there may be a value in it that expires. */
    public boolean isDated() {
        return dated;
    }

    /** Begins a batch: what is staged from now on goes with the next {@link #withdraw}. */
    public void begin() {
        stagedCount = 0;
    }

    /** Adds a version, invisible to those who read at a position below {@code position}. */
    public void stage(EntryKind kind, MemorySegment key, MemorySegment value, long position) {
        long hash = KeyHash.of(key);
        long record = table.find(key, hash);
        boolean fresh = record == 0;
        if (fresh) {
            record = records.add(key, 0, key.byteSize());
        }
        records.push(record, kind, value, 0, value.byteSize(), position);
        if (fresh) {
            table.add(record, hash);
            tree.insert(record, key);
            keys++;
        }
        if (stagedCount == staged.length) {
            staged = Arrays.copyOf(staged, stagedCount * 2);
        }
        staged[stagedCount++] = record;
        if (kind == EntryKind.PUT_UNTIL) {
            dated = true;
        }
    }

    /**
     * The record of a key that lies in {@code source}, made when there is none, but not put in
     * order. For a replay: nobody stages, or reads by order, before {@link #order} was called.
     */
    public long record(MemorySegment source, long from, long length) {
        long hash = KeyHash.of(source, from, length);
        long record = table.find(source, from, length, hash);
        if (record == 0) {
            record = records.add(source, from, length);
            table.add(record, hash);
            if (keys == loaded.length) {
                loaded = Arrays.copyOf(loaded, Math.max(1024, 2 * keys));
            }
            loaded[keys++] = record;
        }
        return record;
    }

    /** Adds a version to a record, the value lying in {@code source}. For a replay. */
    public void load(
            long record,
            EntryKind kind,
            MemorySegment source,
            long from,
            long length,
            long position) {
        records.push(record, kind, source, from, length, position);
        if (kind == EntryKind.PUT_UNTIL) {
            dated = true;
        }
    }

    /** What a record says at present. For a replay. */
    public Entry loaded(long record) {
        return records.at(record, Long.MAX_VALUE);
    }

    /** Puts the keys that were loaded in order, all at once; called once. */
    public void order() {
        new RecordSort(records, loaded).sort(0, keys);
        tree.load(loaded, keys);
        loaded = new long[0];
    }

    /** Takes back all that was staged since {@link #begin}; nobody has seen it. */
    public void withdraw() {
        while (stagedCount > 0) {
            records.pop(staged[--stagedCount]);
        }
    }

    /**
     * What is said of {@code key} at {@code position}; the value is valid until the memtable is
     * closed.
     *
     * @param hash the key's {@link KeyHash}
     */
    public Entry find(MemorySegment key, long hash, long position) {
        long record = table.find(key, hash);
        return record == 0 ? Entry.NONE : records.at(record, position);
    }

    /**
     * The entries at {@code position}, from the key {@code from} on; keys and values valid until
     * the memtable is closed.
     */
    public EntryCursor cursor(MemorySegment from, long position) {
        return new MemtableCursor(tree, records, position, from, false);
    }

    /**
     * The entries at {@code position} below the key {@code to}, or all when it is empty, largest
     * first.
     */
    public EntryCursor descending(MemorySegment to, long position) {
        return new MemtableCursor(tree, records, position, to, true);
    }

    @Override
    public void close() {
        chunks.close();
    }
}
