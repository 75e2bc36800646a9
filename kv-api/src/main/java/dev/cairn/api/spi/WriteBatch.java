package dev.cairn.api.spi;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes to be applied together, in order. Not safe for several threads; reusable by {@link
 * #clear}.
 */
public final class WriteBatch {
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
        MERGE
    }

    /** Adds a put. */
    public WriteBatch put(MemorySegment key, MemorySegment value) {
        writes.add(new Write(Kind.PUT, key, value));
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
