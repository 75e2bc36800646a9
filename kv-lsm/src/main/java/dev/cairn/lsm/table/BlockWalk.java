package dev.cairn.lsm.table;

import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.entry.KeyOrder;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Walks forward over the entries of a block, or over its end, in an array. Used for block after
 * block by {@link #onto}, so that a walk over a table makes no objects. Throws {@link
 * IndexOutOfBoundsException} where the entries are none. Belongs to one thread at a time.
 */
final class BlockWalk implements EntryCursor {
    private byte[] bytes = {};
    private MemorySegment memory = MemorySegment.NULL;
    private int kindBits;
    private int end;
    private int following;
    private int valueAt;
    private int valueLength;
    private EntryKind kind = EntryKind.NONE;
    private byte[] key = new byte[64];
    private int keyLength;
    private MemorySegment keyView = MemorySegment.NULL;
    private boolean atNext;

    /** Begins before the entry at {@code from}, which must be a restart; ends at {@code end}. */
    void onto(byte[] array, int from, int end, int kindBits) {
        if (array != bytes) {
            bytes = array;
            memory = MemorySegment.ofArray(array).asReadOnly();
        }
        this.following = from;
        this.end = end;
        this.kindBits = kindBits;
        this.atNext = false;
        this.keyLength = 0;
    }

    /** Where the entry that {@link #next} would show begins. */
    int following() {
        return following;
    }

    /**
     * Stops before the first entry at or behind {@code from}, which the next call of {@link #next}
     * then shows.
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
        if (following >= end) {
            return false;
        }
        int begin = following;
        int shared = (int) varint();
        int suffix = (int) varint();
        long tag = varint();
        int suffixAt = following;
        kind = EntryKind.of((int) tag & (1 << kindBits) - 1);
        valueLength = (int) (tag >>> kindBits);
        valueAt = suffixAt + suffix;
        following = valueAt + valueLength;
        if (suffix < 0
                || valueLength < kind.leastBytes()
                || valueAt < suffixAt
                || following < valueAt) {
            throw new IndexOutOfBoundsException("an entry at " + begin + " has no end");
        }
        if (following > end || shared < 0 || shared > keyLength) {
            throw new IndexOutOfBoundsException(
                    "an entry at " + begin + " ends at " + following + " of " + end);
        }
        putTogether(shared, suffixAt, suffix);
        return true;
    }

    private long varint() {
        byte first = bytes[following++];
        if (first >= 0) {
            return first;
        }
        long value = first & 0x7f;
        for (int shift = 7; shift < Long.SIZE; shift += 7) {
            byte read = bytes[following++];
            value |= (read & 0x7fL) << shift;
            if (read >= 0) {
                break;
            }
        }
        return value;
    }

    private void putTogether(int shared, int suffixAt, int suffix) {
        int length = shared + suffix;
        if (key.length < length) {
            key = Arrays.copyOf(key, Math.max(length, 2 * key.length));
            keyView = MemorySegment.NULL;
        }
        System.arraycopy(bytes, suffixAt, key, shared, suffix);
        keyLength = length;
    }

    @Override
    public MemorySegment key() {
        if (keyView.byteSize() != keyLength) {
            keyView = MemorySegment.ofArray(key).asSlice(0, keyLength);
        }
        return keyView;
    }

    @Override
    public long head(int skip) {
        return KeyOrder.prefix(key, skip, keyLength - skip);
    }

    @Override
    public EntryKind kind() {
        return kind;
    }

    @Override
    public MemorySegment value() {
        return memory.asSlice(valueAt, valueLength);
    }
}
