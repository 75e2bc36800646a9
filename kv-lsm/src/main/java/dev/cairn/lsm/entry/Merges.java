package dev.cairn.lsm.entry;

import dev.cairn.api.spi.StorageEngine.MergeOperator;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * What the sources say of one key, gathered newest first, and what it comes to. Stops at the first
 * PUT, PUT_UNTIL or DELETE, since nothing older counts. Not safe for several threads; reusable by
 * {@link #clear}.
 */
public final class Merges {
    /** Before all values expire. */
    public static final long NO_TIME = Long.MIN_VALUE;

    private final MergeOperator operator;
    private final long now;
    private final List<MemorySegment> operands = new ArrayList<>(2);
    private Entry base = Entry.NONE;

    /** Gathers for the merges of {@code operator}. */
    public Merges(MergeOperator operator) {
        this(operator, NO_TIME);
    }

    /** The same at a time: what is gone by then counts as removed. */
    public Merges(MergeOperator operator, long now) {
        this.operator = operator;
        this.now = now;
    }

    /** Forgets what was gathered. */
    public void clear() {
        operands.clear();
        base = Entry.NONE;
    }

    /** Takes what the next older source says; whether still older ones count. */
    public boolean add(Entry older) {
        switch (older.kind()) {
            case PUT, DELETE -> base = older;
            case PUT_UNTIL -> base = Expiry.isDue(older, now) ? Entry.DELETE : older;
            case MERGE -> operands.add(older.value());
            case NONE, UNREAD -> {}
        }
        return base.kind() == EntryKind.NONE;
    }

    /**
     * The one entry that says the same. With {@code bottom}, nothing older exists, so operands fold
     * into nothing and what is left is PUT, DELETE or NONE; else operands without a base stay one
     * MERGE. What is folded into a PUT_UNTIL goes with it.
     */
    public Entry fold(MemorySegment key, boolean bottom) {
        if (operands.isEmpty()) {
            return base;
        }
        boolean settled = bottom || base.kind() != EntryKind.NONE;
        int last = operands.size() - 1;
        MemorySegment value =
                settled
                        ? operator.merge(
                                key, Expiry.value(base.kind(), base.value()), operands.get(last))
                        : operands.get(last);
        for (int i = last - 1; i >= 0; i--) {
            value = operator.merge(key, value, operands.get(i));
        }
        if (base.kind() == EntryKind.PUT_UNTIL) {
            return new Entry(EntryKind.PUT_UNTIL, Expiry.renewed(base.value(), value));
        }
        return new Entry(settled ? EntryKind.PUT : EntryKind.MERGE, value);
    }
}
