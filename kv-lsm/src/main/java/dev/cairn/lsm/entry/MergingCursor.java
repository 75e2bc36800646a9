package dev.cairn.lsm.entry;

import dev.cairn.api.spi.StorageEngine.MergeOperator;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Several sources as one: keys in order, one entry a key, newer over older, merges folded.
 *
 * <p>With {@code bottom}, no older source exists beneath: deletes vanish and every merge becomes a
 * PUT, which is what a reader wants, and a compaction down to the oldest table. Without it, deletes
 * and operands are kept for what lies below.
 */
public final class MergingCursor implements EntryCursor {
    private record Source(EntryCursor cursor, int age) {
        static int ascending(Source a, Source b) {
            int byKey = KeyOrder.compare(a.cursor.key(), b.cursor.key());
            return byKey != 0 ? byKey : Integer.compare(a.age, b.age);
        }

        static int descending(Source a, Source b) {
            int byKey = KeyOrder.compare(b.cursor.key(), a.cursor.key());
            return byKey != 0 ? byKey : Integer.compare(a.age, b.age);
        }
    }

    private final PriorityQueue<Source> ahead;
    private final List<Source> present = new ArrayList<>();
    private final Merges merges;
    private final boolean bottom;
    private MemorySegment key = MemorySegment.NULL;
    private Entry entry = Entry.NONE;

    /** Walks over {@code newestFirst}, none of which has been moved yet. */
    public MergingCursor(
            List<? extends EntryCursor> newestFirst, MergeOperator operator, boolean bottom) {
        this(newestFirst, operator, bottom, Source::ascending);
    }

    private MergingCursor(
            List<? extends EntryCursor> newestFirst,
            MergeOperator operator,
            boolean bottom,
            Comparator<Source> order) {
        this.ahead = new PriorityQueue<>(Math.max(1, newestFirst.size()), order);
        this.merges = new Merges(operator);
        this.bottom = bottom;
        for (int age = 0; age < newestFirst.size(); age++) {
            present.add(new Source(newestFirst.get(age), age));
        }
    }

    /** For a reader, over sources that descend by key; so does it. */
    public static MergingCursor descending(
            List<? extends EntryCursor> newestFirst, MergeOperator operator) {
        return new MergingCursor(newestFirst, operator, true, Source::descending);
    }

    @Override
    public boolean next() {
        while (true) {
            movePresent();
            Source newest = ahead.poll();
            if (newest == null) {
                return false;
            }
            gather(newest);
            entry = merges.fold(key, bottom);
            if (!bottom || entry.kind() == EntryKind.PUT) {
                return true;
            }
        }
    }

    /**
     * The sources of the former entry stay where they are until here, since the entry is made of
     * their memory.
     */
    private void movePresent() {
        for (Source source : present) {
            if (source.cursor.next()) {
                ahead.add(source);
            }
        }
        present.clear();
    }

    private void gather(Source newest) {
        merges.clear();
        key = newest.cursor.key();
        boolean olderCounts = true;
        for (Source source = newest; source != null; source = pollSameKey()) {
            present.add(source);
            if (olderCounts) {
                olderCounts = merges.add(new Entry(source.cursor.kind(), source.cursor.value()));
            }
        }
    }

    private @Nullable Source pollSameKey() {
        Source next = ahead.peek();
        return next != null && KeyOrder.same(next.cursor.key(), key) ? ahead.poll() : null;
    }

    @Override
    public MemorySegment key() {
        return key;
    }

    @Override
    public EntryKind kind() {
        return entry.kind();
    }

    @Override
    public MemorySegment value() {
        return entry.value();
    }
}
