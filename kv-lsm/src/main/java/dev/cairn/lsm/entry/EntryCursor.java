package dev.cairn.lsm.entry;

import java.lang.foreign.MemorySegment;

/** Walks over the entries of a source, ascending by key. Not safe for several threads. */
public interface EntryCursor {
    /** Moves to the next entry; false at the end. Must be called before the first entry. */
    boolean next();

    /** The present key, valid until the next call of {@link #next}. */
    MemorySegment key();

    /** The {@link KeyOrder#prefix} of what follows the first {@code skip} bytes of the key. */
    default long head(int skip) {
        MemorySegment key = key();
        return KeyOrder.prefix(key, skip, key.byteSize() - skip);
    }

    /** The present kind: PUT, PUT_UNTIL, DELETE or MERGE. */
    EntryKind kind();

    /**
     * The present value or operand, valid until the next call of {@link #next}; empty for a DELETE.
     */
    MemorySegment value();

    /** Gives back what it works with; it is not used any more, nor is what it has shown. */
    default void close() {}
}
