package dev.cairn.api.spi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes to be applied together, in order. Not safe for several threads; reusable by {@link
 * #clear}.
 */
public final class WriteBatch {
    /** The bytes of the time before the value of a {@link Kind#PUT_UNTIL}. */
    public static final int UNTIL_BYTES = Long.BYTES;

    private static final ValueLayout.OfLong UNTIL =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final List<Write> writes = new ArrayList<>();

    /**
     * One write. The segments must stay unchanged until the batch was applied.
     *
     * @param kind what to do
     * @param key the key
     * @param value the value or operand; empty for a delete
     */
    public record Write(Kind kind, MemorySegment key, MemorySegment value) {}

    /** What to do. */
    public enum Kind {
        /** Replace the value. */
        PUT,
        /** Remove the key. */
        DELETE,
        /** Fold an operand into the value. */
        MERGE,
        /**
         * Replace the value until a time, when it is gone: the write's value is that time, eight
         * big-endian bytes, and behind it the value. An engine without expiry refuses the batch
         * with {@link UnsupportedOperationException}.
         */
        PUT_UNTIL
    }

    /** Adds a put. */
    public WriteBatch put(MemorySegment key, MemorySegment value) {
        writes.add(new Write(Kind.PUT, key, value));
        return this;
    }

    /**
     * Adds a put whose value is gone from {@code untilMillis} on, milliseconds since 1970 of the
     * engine's clock. Copies the value.
     */
    public WriteBatch putUntil(MemorySegment key, MemorySegment value, long untilMillis) {
        byte[] dated = new byte[Math.toIntExact(UNTIL_BYTES + value.byteSize())];
        MemorySegment target = MemorySegment.ofArray(dated);
        target.set(UNTIL, 0, untilMillis);
        MemorySegment.copy(value, 0, target, UNTIL_BYTES, value.byteSize());
        return putDated(key, target);
    }

    /** Adds a {@link Kind#PUT_UNTIL} whose value has its time before it already. */
    public WriteBatch putDated(MemorySegment key, MemorySegment dated) {
        writes.add(new Write(Kind.PUT_UNTIL, key, dated));
        return this;
    }

    /** Adds a delete. */
    public WriteBatch delete(MemorySegment key) {
        writes.add(new Write(Kind.DELETE, key, MemorySegment.NULL));
        return this;
    }

    /** Adds a merge. */
    public WriteBatch merge(MemorySegment key, MemorySegment operand) {
        writes.add(new Write(Kind.MERGE, key, operand));
        return this;
    }

    /** The writes, in order; a view. */
    public List<Write> writes() {
        return writes;
    }

    /** Forgets all writes. */
    public WriteBatch clear() {
        writes.clear();
        return this;
    }
}
