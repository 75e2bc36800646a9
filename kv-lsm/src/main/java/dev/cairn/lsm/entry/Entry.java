package dev.cairn.lsm.entry;

import java.lang.foreign.MemorySegment;

/**
 * What one source says of one key.
 *
 * @param kind what it says
 * @param value the value or operand, owned by the source; empty for the other kinds
 */
public record Entry(EntryKind kind, MemorySegment value) {
    /** The source does not know the key. */
    public static final Entry NONE = new Entry(EntryKind.NONE, MemorySegment.NULL);

    /** The source would have to read the disk. */
    public static final Entry UNREAD = new Entry(EntryKind.UNREAD, MemorySegment.NULL);

    /** The key was removed. */
    public static final Entry DELETE = new Entry(EntryKind.DELETE, MemorySegment.NULL);
}
