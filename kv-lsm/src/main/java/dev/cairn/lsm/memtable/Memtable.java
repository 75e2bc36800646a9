package dev.cairn.lsm.memtable;

import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.entry.KeyOrder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A sorted map from key to versions: a skip list off the heap (Pugh, 1990).
 *
 * <pre>
 * node     prefix u64 │ newest version │ key length u32 · height u32 │ next[height] │ key bytes
 * version  position u64 │ older version │ length u32 · kind u32 │ value bytes
 * </pre>
 *
 * <p>{@link #stage} and {@link #withdraw} belong to one writer at a time; reads may run beside
 * them, without locks, and see no version above the position they ask for. Closing frees the
 * memory: nobody may read then.
 */
public final class Memtable implements AutoCloseable {
    private static final int MAX_HEIGHT = 12;

    private static final int PREFIX = 0;
    private static final int NEWEST = 8;
    private static final int KEY_LENGTH = 16;
    private static final int HEIGHT = 20;
    private static final int NEXT = 24;

    private static final int POSITION = 0;
    private static final int OLDER = 8;
    private static final int LENGTH = 16;
    private static final int KIND = 20;
    private static final int VALUE = 24;

    private final Chunks chunks = new Chunks();
    private final long firstSegment;
    private final long head;
    private final long[] before = new long[MAX_HEIGHT];
    private long[] staged = new long[16];
    private int stagedCount;
    private long random = 0x9E3779B97F4A7C15L;
    private volatile int height = 1;
    private int keys;
    private volatile long newest;

    /** An empty memtable whose batches are in the log from segment {@code firstSegment} on. */
    public Memtable(long firstSegment) {
        this.firstSegment = firstSegment;
        this.head = chunks.allocate(NEXT + (long) MAX_HEIGHT * Long.BYTES);
    }

    /** The first log segment with batches of this memtable. */
    public long firstSegment() {
        return firstSegment;
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

    /** Begins a batch: what is staged from now on goes with the next {@link #withdraw}. */
    public void begin() {
        stagedCount = 0;
    }

    /** Adds a version, invisible to those who read at a position below {@code position}. */
    public void stage(EntryKind kind, MemorySegment key, MemorySegment value, long position) {
        long prefix = KeyOrder.prefix(key);
        long node = seek(key, prefix);
        boolean fresh = node == 0 || !isKey(node, key, prefix);
        long version = chunks.allocate(VALUE + value.byteSize());
        chunks.setLong(version, POSITION, position);
        chunks.setInt(version, LENGTH, (int) value.byteSize());
        chunks.setInt(version, KIND, kind.code());
        MemorySegment.copy(
                value, 0, chunks.slice(version, VALUE, value.byteSize()), 0, value.byteSize());
        if (fresh) {
            node = insert(key, prefix, version);
        } else {
            chunks.setLong(version, OLDER, chunks.getLong(node, NEWEST));
            chunks.publish(node, NEWEST, version);
        }
        if (stagedCount == staged.length) {
            staged = Arrays.copyOf(staged, stagedCount * 2);
        }
        staged[stagedCount++] = node;
    }

    /** Takes back all that was staged since {@link #begin}; nobody has seen it. */
    public void withdraw() {
        while (stagedCount > 0) {
            long node = staged[--stagedCount];
            chunks.publish(node, NEWEST, chunks.getLong(chunks.getLong(node, NEWEST), OLDER));
        }
    }

    private long insert(MemorySegment key, long prefix, long version) {
        int levels = randomHeight();
        long node = chunks.allocate(NEXT + (long) levels * Long.BYTES + key.byteSize());
        chunks.setLong(node, PREFIX, prefix);
        chunks.setLong(node, NEWEST, version);
        chunks.setInt(node, KEY_LENGTH, (int) key.byteSize());
        chunks.setInt(node, HEIGHT, levels);
        MemorySegment.copy(key, 0, keyOf(node), 0, key.byteSize());
        for (int level = height; level < levels; level++) {
            before[level] = head;
        }
        for (int level = 0; level < levels; level++) {
            chunks.setLong(node, next(level), chunks.getLong(before[level], next(level)));
            chunks.publish(before[level], next(level), node);
        }
        height = Math.max(height, levels);
        keys++;
        return node;
    }

    private int randomHeight() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return Math.min(MAX_HEIGHT, 1 + Long.numberOfTrailingZeros(random | 1L << 62) / 2);
    }

    /**
     * The first node at or behind {@code key}, 0 at the end; leaves the nodes before it in {@link
     * #before}.
     */
    private long seek(MemorySegment key, long prefix) {
        long at = head;
        long next = 0;
        for (int level = height - 1; level >= 0; level--) {
            next = chunks.getLong(at, next(level));
            while (next != 0 && compare(next, key, prefix) < 0) {
                at = next;
                next = chunks.getLong(at, next(level));
            }
            before[level] = at;
        }
        return next;
    }

    /** The first node at or behind {@code key}, 0 at the end; for readers. */
    private long ceiling(MemorySegment key, long prefix) {
        long at = head;
        long next = 0;
        for (int level = height - 1; level >= 0; level--) {
            next = chunks.follow(at, next(level));
            while (next != 0 && compare(next, key, prefix) < 0) {
                at = next;
                next = chunks.follow(at, next(level));
            }
        }
        return next;
    }

    private int compare(long node, MemorySegment key, long prefix) {
        int byPrefix = Long.compareUnsigned(chunks.getLong(node, PREFIX), prefix);
        return byPrefix != 0 ? byPrefix : KeyOrder.compare(keyOf(node), key);
    }

    private boolean isKey(long node, MemorySegment key, long prefix) {
        return chunks.getLong(node, PREFIX) == prefix && KeyOrder.same(keyOf(node), key);
    }

    private static long next(int level) {
        return NEXT + (long) level * Long.BYTES;
    }

    private MemorySegment keyOf(long node) {
        return chunks.slice(
                node, next(chunks.getInt(node, HEIGHT)), chunks.getInt(node, KEY_LENGTH));
    }

    /** The newest version of {@code node} at or below {@code position}; 0 when there is none. */
    private long version(long node, long position) {
        long version = chunks.follow(node, NEWEST);
        while (version != 0 && chunks.getLong(version, POSITION) > position) {
            version = chunks.getLong(version, OLDER);
        }
        return version;
    }

    private Entry entry(long version) {
        EntryKind kind = EntryKind.of(chunks.getInt(version, KIND));
        return kind == EntryKind.DELETE
                ? Entry.DELETE
                : new Entry(kind, chunks.slice(version, VALUE, chunks.getInt(version, LENGTH)));
    }

    /**
     * What is said of {@code key} at {@code position}; the value is valid until the memtable is
     * closed.
     */
    public Entry find(MemorySegment key, long position) {
        long prefix = KeyOrder.prefix(key);
        long node = ceiling(key, prefix);
        if (node == 0 || !isKey(node, key, prefix)) {
            return Entry.NONE;
        }
        long version = version(node, position);
        return version == 0 ? Entry.NONE : entry(version);
    }

    /**
     * The entries at {@code position}, from the key {@code from} on; keys and values valid until
     * the memtable is closed.
     */
    public EntryCursor cursor(MemorySegment from, long position) {
        return new Walk(from, position);
    }

    /**
     * The entries at {@code position} below the key {@code to}, or all when it is empty, largest
     * first; each step is a search, since nodes do not know what is before them.
     */
    public EntryCursor descending(MemorySegment to, long position) {
        return new Descent(to, position);
    }

    /** The last node before {@code key}, or of all when it is empty; 0 when there is none. */
    private long floor(MemorySegment key) {
        long prefix = KeyOrder.prefix(key);
        boolean open = key.byteSize() == 0;
        long at = head;
        for (int level = height - 1; level >= 0; level--) {
            long next = chunks.follow(at, next(level));
            while (next != 0 && (open || compare(next, key, prefix) < 0)) {
                at = next;
                next = chunks.follow(at, next(level));
            }
        }
        return at == head ? 0 : at;
    }

    @Override
    public void close() {
        chunks.close();
    }

    private final class Walk implements EntryCursor {
        private final long position;
        private long following;
        private long node;
        private Entry entry = Entry.NONE;

        Walk(MemorySegment from, long position) {
            this.position = position;
            this.following =
                    from.byteSize() == 0
                            ? chunks.follow(head, NEXT)
                            : ceiling(from, KeyOrder.prefix(from));
        }

        @Override
        public boolean next() {
            while (following != 0) {
                node = following;
                following = chunks.follow(node, NEXT);
                long version = version(node, position);
                if (version != 0) {
                    entry = entry(version);
                    return true;
                }
            }
            return false;
        }

        @Override
        public MemorySegment key() {
            return keyOf(node);
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

    private final class Descent implements EntryCursor {
        private final long position;
        private MemorySegment bound;
        private long node;
        private Entry entry = Entry.NONE;

        Descent(MemorySegment to, long position) {
            this.bound = MemorySegment.ofArray(to.toArray(ValueLayout.JAVA_BYTE));
            this.position = position;
        }

        @Override
        public boolean next() {
            for (node = floor(bound); node != 0; node = floor(bound)) {
                bound = keyOf(node);
                long version = version(node, position);
                if (version != 0) {
                    entry = entry(version);
                    return true;
                }
            }
            return false;
        }

        @Override
        public MemorySegment key() {
            return keyOf(node);
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
}
