package dev.cairn.lsm.entry;

import dev.cairn.api.spi.StorageEngine.MergeOperator;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Several sources as one: keys in order, one entry a key, newer over older, merges folded.
 *
 * <p>With {@code bottom}, no older source exists beneath: deletes vanish and every merge becomes a
 * PUT or PUT_UNTIL, which is what a reader wants, and a compaction down to the oldest table.
 * Without it, deletes and operands are kept for what lies below.
 *
 * <pre>
 * ahead    the sources in the order of their present keys, newer before older
 *          └ present: those of the present key ┘
 * </pre>
 *
 * <p>Moving on puts the first few sources back into their order, which costs one comparison where a
 * source has several keys in a row, as most have. Compared are the eight bytes behind what all
 * present keys begin with, so that long common beginnings cost little.
 */
public final class MergingCursor implements EntryCursor {
    private final Source[] ahead;
    private final Merges merges;
    private final boolean bottom;
    private final boolean descending;
    private int count;
    private int present;
    private int skip;
    private boolean isTied;
    private EntryKind kind = EntryKind.NONE;
    private boolean isFolded;
    private Entry folded = Entry.NONE;

    /** A source, its place among the others, its present key and eight bytes of that. */
    private static final class Source {
        private final EntryCursor cursor;
        private final int age;
        private MemorySegment key = MemorySegment.NULL;
        private long head;

        Source(EntryCursor cursor, int age) {
            this.cursor = cursor;
            this.age = age;
        }

        boolean next() {
            boolean more = cursor.next();
            if (more) {
                key = cursor.key();
            }
            return more;
        }

        void headBehind(int skip) {
            head = cursor.head(skip);
        }
    }

    /** Walks over {@code newestFirst}, none of which has been moved yet. */
    public MergingCursor(
            List<? extends EntryCursor> newestFirst, MergeOperator operator, boolean bottom) {
        this(newestFirst, operator, bottom, false);
    }

    private MergingCursor(
            List<? extends EntryCursor> newestFirst,
            MergeOperator operator,
            boolean bottom,
            boolean descending) {
        this.ahead = new Source[newestFirst.size()];
        this.merges = new Merges(operator);
        this.bottom = bottom;
        this.descending = descending;
        for (int age = 0; age < ahead.length; age++) {
            ahead[age] = new Source(newestFirst.get(age), age);
        }
        this.count = ahead.length;
        this.present = ahead.length;
    }

    /** For a reader, over sources that descend by key; so does it. */
    public static MergingCursor descending(
            List<? extends EntryCursor> newestFirst, MergeOperator operator) {
        return new MergingCursor(newestFirst, operator, true, true);
    }

    @Override
    public boolean next() {
        do {
            movePresent();
            if (count == 0) {
                return false;
            }
            present = 1;
            while (present < count && isSame(ahead[present], ahead[0])) {
                present++;
            }
            take();
        } while (bottom && !kind.isPut());
        return true;
    }

    private static boolean isSame(Source source, Source other) {
        return source.head == other.head && KeyOrder.same(source.key, other.key);
    }

    /** The newest source is all that counts, unless it says to merge. */
    private void take() {
        kind = ahead[0].cursor.kind();
        isFolded = kind == EntryKind.MERGE;
        if (isFolded) {
            folded = folded();
            kind = folded.kind();
        }
    }

    /**
     * The sources of the former entry stay where they are until here, since the entry is made of
     * their memory.
     */
    private void movePresent() {
        for (int at = present - 1; at >= 0; at--) {
            Source source = ahead[at];
            if (source.next()) {
                shareBeginning(source, at + 1);
                source.headBehind(skip);
                sink(source, at);
            } else {
                source.cursor.close();
                count--;
                System.arraycopy(ahead, at + 1, ahead, at, count - at);
            }
        }
        present = 0;
        if (isTied) {
            isTied = false;
            skipMore();
        }
    }

    /** Skips less, if the key of {@code source} does not begin as those from a place on do. */
    private void shareBeginning(Source source, int from) {
        if (skip > 0 && from < count) {
            int same = common(source.key, ahead[from].key, skip);
            if (same < skip) {
                skip(same, from);
            }
        }
    }

    /** Skips what the first key and the last, and so all between, begin with. */
    private void skipMore() {
        int same = common(ahead[0].key, ahead[count - 1].key, Integer.MAX_VALUE);
        if (same > skip) {
            skip(same, 0);
        }
    }

    private void skip(int bytes, int from) {
        skip = bytes;
        for (int at = from; at < count; at++) {
            ahead[at].headBehind(bytes);
        }
    }

    private static int common(MemorySegment one, MemorySegment other, int most) {
        long length = Math.min(most, Math.min(one.byteSize(), other.byteSize()));
        long same = MemorySegment.mismatch(one, 0, length, other, 0, length);
        return (int) (same < 0 ? length : same);
    }

    /** Takes a source to its place among those behind it, which are in order. */
    private void sink(Source source, int from) {
        int at = from;
        while (at + 1 < count && isBehind(source, ahead[at + 1])) {
            ahead[at] = ahead[at + 1];
            at++;
        }
        ahead[at] = source;
    }

    private boolean isBehind(Source source, Source other) {
        int order = Long.compareUnsigned(source.head, other.head);
        if (order == 0) {
            order = KeyOrder.compare(source.key, other.key);
            if (order == 0) {
                return source.age > other.age;
            }
            isTied = true;
        }
        return descending ? order < 0 : order > 0;
    }

    private Entry folded() {
        merges.clear();
        boolean olderCounts = true;
        for (int i = 0; i < present && olderCounts; i++) {
            EntryCursor cursor = ahead[i].cursor;
            olderCounts = merges.add(new Entry(cursor.kind(), cursor.value()));
        }
        return merges.fold(ahead[0].key, bottom);
    }

    @Override
    public MemorySegment key() {
        return ahead[0].key;
    }

    @Override
    public EntryKind kind() {
        return kind;
    }

    @Override
    public MemorySegment value() {
        return isFolded ? folded.value() : ahead[0].cursor.value();
    }

    @Override
    public void close() {
        for (int i = 0; i < count; i++) {
            ahead[i].cursor.close();
        }
        count = 0;
    }
}
