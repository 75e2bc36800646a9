package dev.cairn.lsm.table;

import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.entry.KeyOrder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/** One block in memory, as {@link BlockBuilder} made it. Immutable; safe for all threads. */
final class Block {
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment bytes;
    private final int restarts;
    private final int end;
    private final int kindBits;

    /**
     * Over a payload whose checksum was right; throws {@link IndexOutOfBoundsException} when it is
     * none all the same.
     *
     * @param kindBits how many bits of an entry's tag tell its kind
     */
    Block(MemorySegment payload, int kindBits) {
        this.bytes = payload.asReadOnly();
        this.kindBits = kindBits;
        long size = payload.byteSize();
        this.restarts = payload.get(INT, size - Integer.BYTES);
        this.end = Math.toIntExact(size - Integer.BYTES * (restarts + 1L));
        if (restarts < 1 || end < 0) {
            throw new IndexOutOfBoundsException(
                    "a block with " + restarts + " restarts in " + size + " bytes");
        }
    }

    MemorySegment bytes() {
        return bytes;
    }

    private int restart(int index) {
        return bytes.get(INT, end + (long) Integer.BYTES * index);
    }

    /** The last restart whose key is at or before {@code key}; the first if none is. */
    private int seekRestart(MemorySegment key, Position position) {
        int low = 0;
        int high = restarts - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            position.parse(restart(middle));
            if (KeyOrder.compare(bytes, position.suffixAt, position.valueAt, key) <= 0) {
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

    /** All entries. */
    EntryCursor cursor() {
        return new Walk(0);
    }

    /** The entries from the key {@code from} on. */
    EntryCursor cursor(MemorySegment from) {
        Walk walk = new Walk(restart(seekRestart(from, new Position())));
        walk.skipTo(from);
        return walk;
    }

    /** The entries below the key {@code to}, or all when it is empty, largest first. */
    EntryCursor descending(MemorySegment to) {
        int restart = to.byteSize() == 0 ? restarts - 1 : seekRestart(to, new Position());
        return new Descent(restart, to);
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
                    || valueLength < 0
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

    private final class Walk implements EntryCursor {
        private final Position position = new Position();
        private byte[] key = new byte[64];
        private int keyLength;
        private MemorySegment view = MemorySegment.NULL;
        private boolean atNext;

        Walk(int offset) {
            position.next = offset;
        }

        /**
         * Stops before the first entry at or behind {@code from}, which the next call of {@link
         * #next} then shows.
         */
        void skipTo(MemorySegment from) {
            while (next()) {
                if (KeyOrder.compare(key(), from) >= 0) {
                    atNext = true;
                    return;
                }
            }
        }

        @Override
        public boolean next() {
            if (atNext) {
                atNext = false;
                return true;
            }
            if (position.next >= end) {
                return false;
            }
            position.parse(position.next);
            if (position.shared > keyLength) {
                throw new IndexOutOfBoundsException("a key shares more than the one before has");
            }
            keyLength = position.shared + position.valueAt - position.suffixAt;
            if (key.length < keyLength) {
                key = Arrays.copyOf(key, Math.max(keyLength, 2 * key.length));
                view = MemorySegment.NULL;
            }
            int suffix = position.valueAt - position.suffixAt;
            MemorySegment.copy(
                    bytes, ValueLayout.JAVA_BYTE, position.suffixAt, key, position.shared, suffix);
            return true;
        }

        @Override
        public MemorySegment key() {
            if (view.byteSize() != keyLength) {
                view = MemorySegment.ofArray(key).asSlice(0, keyLength);
            }
            return view;
        }

        @Override
        public EntryKind kind() {
            return position.kind;
        }

        @Override
        public MemorySegment value() {
            return position.value();
        }
    }

    /**
     * Walks backward: a stretch between restarts is walked forward as often as it has entries,
     * since only that puts keys together.
     */
    private final class Descent implements EntryCursor {
        private int restart;
        private int left;
        private Walk walk;

        Descent(int restart, MemorySegment to) {
            this.restart = restart;
            this.walk = new Walk(restart(restart));
            this.left = countBelow(to);
        }

        /** How many entries of the stretch come before {@code to}; all when it is empty. */
        private int countBelow(MemorySegment to) {
            int stop = restart + 1 < restarts ? restart(restart + 1) : end;
            int count = 0;
            Walk counting = new Walk(restart(restart));
            while (counting.position.next < stop
                    && counting.next()
                    && (to.byteSize() == 0 || KeyOrder.compare(counting.key(), to) < 0)) {
                count++;
            }
            return count;
        }

        @Override
        public boolean next() {
            while (left == 0) {
                if (restart == 0) {
                    return false;
                }
                restart--;
                left = countBelow(MemorySegment.NULL);
            }
            walk = new Walk(restart(restart));
            for (int i = 0; i < left; i++) {
                walk.next();
            }
            left--;
            return true;
        }

        @Override
        public MemorySegment key() {
            return walk.key();
        }

        @Override
        public EntryKind kind() {
            return walk.kind();
        }

        @Override
        public MemorySegment value() {
            return walk.value();
        }
    }
}
