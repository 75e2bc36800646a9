package dev.cairn.lsm.table;

import dev.cairn.lsm.cache.Movable;
import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.entry.KeyOrder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** One block in memory, as {@link BlockBuilder} made it. Immutable; safe for all threads. */
final class Block implements Movable<Block> {
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final long[] NONE = {};
    private static final int MOST_HEADS = 64;

    private final MemorySegment bytes;
    private final int restarts;
    private final int end;
    private final int kindBits;
    private final long[] heads;
    private final int skipped;

    /**
     * Over a payload whose checksum was right; throws {@link IndexOutOfBoundsException} when it is
     * none all the same.
     *
     * @param kindBits how many bits of an entry's tag tell its kind
     */
    Block(MemorySegment payload, int kindBits) {
        this(payload, kindBits, false);
    }

    /**
     * As {@link #Block(MemorySegment, int)}; {@code often} for one that is searched often, and so
     * keeps eight bytes of each restart's key, and where it begins, beside each other.
     */
    Block(MemorySegment payload, int kindBits, boolean often) {
        this.bytes = payload.asReadOnly();
        this.kindBits = kindBits;
        long size = payload.byteSize();
        this.restarts = payload.get(INT, size - Integer.BYTES);
        long behind = Integer.BYTES * (restarts + 1L);
        this.end = (int) (size - behind);
        if (restarts < 1 || behind > size) {
            throw new IndexOutOfBoundsException(
                    "a block with " + restarts + " restarts in " + size + " bytes");
        }
        boolean headed = often && restarts > 1 && restarts <= MOST_HEADS;
        this.heads = headed ? new long[2 * restarts] : NONE;
        this.skipped = headed ? fillHeads() : 0;
    }

    private Block(Block former, MemorySegment place) {
        this.bytes = place.asReadOnly();
        this.restarts = former.restarts;
        this.end = former.end;
        this.kindBits = former.kindBits;
        this.heads = former.heads;
        this.skipped = former.skipped;
    }

    @Override
    public Block movedTo(MemorySegment place) {
        return new Block(this, place);
    }

    /**
     * The bytes that follow what the first key and the last have in common, and behind those of all
     * restarts their places; one line or two of memory instead of some all over the block.
     */
    private int fillHeads() {
        Position first = new Position();
        Position other = new Position();
        first.parse(storedRestart(0));
        other.parse(storedRestart(restarts - 1));
        long same =
                MemorySegment.mismatch(
                        bytes, first.suffixAt, first.valueAt, bytes, other.suffixAt, other.valueAt);
        int common = (int) Math.max(0, same);
        for (int i = 0; i < restarts; i++) {
            int restart = storedRestart(i);
            other.parse(restart);
            int from = Math.min(other.suffixAt + common, other.valueAt);
            heads[i] = KeyOrder.prefix(bytes, from, (long) other.valueAt - from);
            heads[restarts + i] = restart;
        }
        return common;
    }

    MemorySegment bytes() {
        return bytes;
    }

    /** Where the entries end. */
    int end() {
        return end;
    }

    /** How many restarts there are, at least one. */
    int restarts() {
        return restarts;
    }

    /** Where the entry of a restart begins. */
    int restart(int index) {
        return heads.length > 0 ? (int) heads[restarts + index] : storedRestart(index);
    }

    private int storedRestart(int index) {
        int at = bytes.get(INT, end + (long) Integer.BYTES * index);
        if (at < 0 || at > end) {
            throw new IndexOutOfBoundsException("a restart at " + at + " of " + end);
        }
        return at;
    }

    /** The last restart whose key is at or before {@code key}; the first if none is. */
    int seekRestart(MemorySegment key) {
        return seekRestart(key, new Position());
    }

    private int seekRestart(MemorySegment key, Position position) {
        if (heads.length > 0) {
            int guess = guessRestart(key);
            position.parse(restart(guess));
            if (beginsAlike(position, key) && (guess == 0 || isAtOrBefore(position, key))) {
                return guess;
            }
        }
        return searchRestart(key, position);
    }

    /** By the heads alone: never too early for a key that begins as those of all restarts do. */
    private int guessRestart(MemorySegment key) {
        long from = Math.min(skipped, key.byteSize());
        long head = KeyOrder.prefix(key, from, key.byteSize() - from);
        int at = restarts - 1;
        while (at > 0 && Long.compareUnsigned(heads[at], head) > 0) {
            at--;
        }
        return at;
    }

    private boolean beginsAlike(Position position, MemorySegment key) {
        return key.byteSize() >= skipped
                && KeyOrder.same(bytes, position.suffixAt, key, 0, skipped);
    }

    private boolean isAtOrBefore(Position position, MemorySegment key) {
        return KeyOrder.compare(bytes, position.suffixAt, position.valueAt, key) <= 0;
    }

    private int searchRestart(MemorySegment key, Position position) {
        int low = 0;
        int high = restarts - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            position.parse(restart(middle));
            if (isAtOrBefore(position, key)) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /**
     * What the block says of {@code key}. No key is put together: it is enough to know how many
     * bytes the key sought shares with the entry before, which is smaller.
     */
    Entry find(MemorySegment key) {
        Position position = new Position();
        int common = 0;
        for (int at = restart(seekRestart(key, position)); at < end; at = position.next) {
            position.parse(at);
            if (position.shared > common) {
                continue;
            }
            if (position.shared < common) {
                return Entry.NONE;
            }
            int suffixLength = position.valueAt - position.suffixAt;
            long same =
                    MemorySegment.mismatch(
                            bytes,
                            position.suffixAt,
                            position.valueAt,
                            key,
                            common,
                            key.byteSize());
            if (same < 0) {
                return position.entry();
            }
            common += (int) same;
            boolean entryEnds = same == suffixLength;
            boolean keyEnds = common == key.byteSize();
            if (keyEnds || !entryEnds && larger(position.suffixAt + same, key, common)) {
                return Entry.NONE;
            }
        }
        return Entry.NONE;
    }

    private boolean larger(long at, MemorySegment key, long keyAt) {
        return Byte.compareUnsigned(
                        bytes.get(ValueLayout.JAVA_BYTE, at), key.get(ValueLayout.JAVA_BYTE, keyAt))
                > 0;
    }

    /** The parts of the entry at one offset. */
    private final class Position {
        private int shared;
        private int suffixAt;
        private int valueAt;
        private int valueLength;
        private int next;
        private EntryKind kind = EntryKind.NONE;

        void parse(int offset) {
            next = offset;
            shared = (int) varint();
            int suffix = (int) varint();
            long tag = varint();
            kind = EntryKind.of((int) tag & (1 << kindBits) - 1);
            valueLength = (int) (tag >>> kindBits);
            suffixAt = next;
            valueAt = suffixAt + suffix;
            next = valueAt + valueLength;
            if (shared < 0
                    || suffix < 0
                    || valueLength < kind.leastBytes()
                    || valueAt < suffixAt
                    || next < valueAt
                    || next > end) {
                throw new IndexOutOfBoundsException(
                        "an entry at " + offset + " ends at " + next + " of " + end);
            }
        }

        private long varint() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte read = bytes.get(ValueLayout.JAVA_BYTE, next++);
                value |= (read & 0x7fL) << shift;
                if (read >= 0) {
                    break;
                }
            }
            return value;
        }

        MemorySegment value() {
            return bytes.asSlice(valueAt, valueLength);
        }

        Entry entry() {
            return kind == EntryKind.DELETE ? Entry.DELETE : new Entry(kind, value());
        }
    }
}
