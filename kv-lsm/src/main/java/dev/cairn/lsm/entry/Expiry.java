package dev.cairn.lsm.entry;

import dev.cairn.api.spi.WriteBatch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Values that are gone from a time on, in milliseconds since 1970. An entry of kind PUT_UNTIL has
 * that time before its value, as eight big-endian bytes; who reads sees a PUT or a DELETE.
 */
public final class Expiry {
    private static final ValueLayout.OfLong UNTIL =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Expiry() {}

    /** Whether an entry is gone at {@code now}. */
    public static boolean isDue(Entry entry, long now) {
        return isDue(entry.kind(), entry.value(), now);
    }

    private static boolean isDue(EntryKind kind, MemorySegment value, long now) {
        return kind == EntryKind.PUT_UNTIL && value.get(UNTIL, 0) <= now;
    }

    /** Whether the entry at which a cursor stands is gone at {@code now}. */
    public static boolean isDue(EntryCursor cursor, long now) {
        return cursor.kind() == EntryKind.PUT_UNTIL && isDue(cursor.kind(), cursor.value(), now);
    }

    /** Bytes of the value that a write brings, without a time. */
    public static long bytes(WriteBatch.Write write) {
        long stored = write.value().byteSize();
        return write.kind() == WriteBatch.Kind.PUT_UNTIL
                ? Math.max(0, stored - WriteBatch.UNTIL_BYTES)
                : stored;
    }

    /** The value of an entry, without a time. */
    public static MemorySegment value(EntryKind kind, MemorySegment stored) {
        return kind == EntryKind.PUT_UNTIL ? stored.asSlice(WriteBatch.UNTIL_BYTES) : stored;
    }

    /** A value of the same life as {@code dated}. */
    static MemorySegment renewed(MemorySegment dated, MemorySegment value) {
        byte[] bytes = new byte[Math.toIntExact(WriteBatch.UNTIL_BYTES + value.byteSize())];
        MemorySegment target = MemorySegment.ofArray(bytes);
        MemorySegment.copy(dated, 0, target, 0, WriteBatch.UNTIL_BYTES);
        MemorySegment.copy(value, 0, target, WriteBatch.UNTIL_BYTES, value.byteSize());
        return target;
    }

    /**
     * The same entries for a merge of tables: one that is gone at {@code now} becomes a DELETE, or
     * with {@code bottom}, where nothing older lies beneath, is left out.
     */
    public static EntryCursor withoutDue(EntryCursor entries, long now, boolean bottom) {
        return new EntryCursor() {
            private boolean due;

            @Override
            public boolean next() {
                boolean more = entries.next();
                due = more && isDue(entries, now);
                while (due && bottom) {
                    more = entries.next();
                    due = more && isDue(entries, now);
                }
                return more;
            }

            @Override
            public MemorySegment key() {
                return entries.key();
            }

            @Override
            public EntryKind kind() {
                return due ? EntryKind.DELETE : entries.kind();
            }

            @Override
            public MemorySegment value() {
                return due ? MemorySegment.NULL : entries.value();
            }
        };
    }
}
