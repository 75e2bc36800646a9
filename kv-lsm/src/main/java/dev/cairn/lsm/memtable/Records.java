package dev.cairn.lsm.memtable;

import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.entry.KeyOrder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What a memtable holds of a key, by address.
 *
 * <pre>
 * record   newest version u64 │ key length u32 │ key bytes
 * version  position u64 │ older version u64 │ length u32 · kind u32 │ value bytes
 * </pre>
 */
record Records(Chunks chunks) {
    private static final int NEWEST = 0;
    private static final int KEY_LENGTH = 8;
    private static final int KEY = 12;

    private static final int POSITION = 0;
    private static final int OLDER = 8;
    private static final int LENGTH = 16;
    private static final int KIND = 20;
    private static final int VALUE = 24;

    /** A record of a key without versions. */
    long add(MemorySegment source, long from, long length) {
        long record = chunks.allocate(KEY + length);
        chunks.setLong(record, NEWEST, 0);
        chunks.setInt(record, KEY_LENGTH, (int) length);
        MemorySegment.copy(source, from, chunks.chunk(record), Chunks.offset(record) + KEY, length);
        return record;
    }

    /** Puts a version before the others, whose value lies in {@code source}. */
    void push(
            long record,
            EntryKind kind,
            MemorySegment source,
            long from,
            long length,
            long position) {
        long version = chunks.allocate(VALUE + length);
        chunks.setLong(version, POSITION, position);
        chunks.setLong(version, OLDER, chunks.getLong(record, NEWEST));
        chunks.setInt(version, LENGTH, (int) length);
        chunks.setInt(version, KIND, kind.code());
        MemorySegment.copy(
                source, from, chunks.chunk(version), Chunks.offset(version) + VALUE, length);
        chunks.publish(record, NEWEST, version);
    }

    /** Where the newest version is; 0 when there is none. */
    long newest(long record) {
        return chunks.follow(record, NEWEST);
    }

    /** Takes the newest version away, which nobody has seen. */
    void pop(long record) {
        chunks.publish(record, NEWEST, chunks.getLong(chunks.getLong(record, NEWEST), OLDER));
    }

    MemorySegment key(long record) {
        return chunks.slice(record, KEY, chunks.getInt(record, KEY_LENGTH));
    }

    boolean isKey(long record, MemorySegment source, long from, long length) {
        MemorySegment chunk = chunks.chunk(record);
        long at = Chunks.offset(record);
        return chunk.get(ValueLayout.JAVA_INT, at + KEY_LENGTH) == length
                && KeyOrder.same(chunk, at + KEY, source, from, length);
    }

    /** The order of the record's key and {@code key}. */
    int compare(long record, MemorySegment key) {
        long from = Chunks.offset(record) + KEY;
        return KeyOrder.compare(
                chunks.chunk(record), from, from + chunks.getInt(record, KEY_LENGTH), key);
    }

    /** The eight bytes of the key behind its first {@code skip}. */
    long prefix(long record, int skip) {
        long length = chunks.getInt(record, KEY_LENGTH);
        return KeyOrder.prefix(
                chunks.chunk(record),
                Chunks.offset(record) + KEY + skip,
                Math.max(0, length - skip));
    }

    /** How many bytes two keys share before they differ. */
    int shared(long record, long other) {
        return (int) key(record).mismatch(key(other));
    }

    /** What is said at {@code position}; NONE when nothing is. */
    Entry at(long record, long position) {
        return entry(newest(record), position);
    }

    /** What a version and those older than it say at {@code position}; NONE when nothing. */
    Entry entry(long newest, long position) {
        long version = newest;
        while (version != 0 && chunks.getLong(version, POSITION) > position) {
            version = chunks.getLong(version, OLDER);
        }
        if (version == 0) {
            return Entry.NONE;
        }
        EntryKind kind = EntryKind.of(chunks.getInt(version, KIND));
        return kind == EntryKind.DELETE
                ? Entry.DELETE
                : new Entry(kind, chunks.slice(version, VALUE, chunks.getInt(version, LENGTH)));
    }
}
