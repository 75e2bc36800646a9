package dev.cairn.lsm.log;

import dev.cairn.api.wire.MalformedException;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.entry.KeyOrder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The writes of a batch where they lie in the log, one after the other; drawn in
 * docs/formats/lsm.md under "log". One object serves a whole replay.
 */
public final class LoggedBatch {
    private final MemorySegment source;
    private long at;
    private long end;
    private int left;
    private EntryKind kind = EntryKind.NONE;
    private long key;
    private int keyLength;
    private long value;
    private int valueLength;

    LoggedBatch(MemorySegment source) {
        this.source = source;
    }

    /** Begins the payload that lies in that range. */
    void begin(long from, long to) {
        at = from;
        end = to;
        left = varint();
    }

    /** Goes on to the next write, if there is one; throws {@link MalformedException}. */
    public boolean next() {
        if (left == 0) {
            if (at != end) {
                throw new MalformedException((end - at) + " bytes behind the last write");
            }
            return false;
        }
        left--;
        kind = EntryKind.of(u8());
        keyLength = varint();
        key = skip(keyLength);
        if (kind == EntryKind.NONE || keyLength > KeyOrder.MAX_KEY_BYTES) {
            throw new MalformedException("unknown write before byte " + at);
        }
        valueLength = kind == EntryKind.DELETE ? 0 : varint();
        if (valueLength < kind.leastBytes()) {
            throw new MalformedException("a value of " + valueLength + " bytes has no time");
        }
        value = skip(valueLength);
        return true;
    }

    private int u8() {
        return source.get(ValueLayout.JAVA_BYTE, skip(1)) & 0xff;
    }

    private int varint() {
        int next = u8();
        int number = next & 0x7f;
        for (int shift = 7; next > 0x7f; shift += 7) {
            next = u8();
            number |= (next & 0x7f) << shift;
            if (shift > 28 || number < 0) {
                throw new MalformedException("a count is too large before byte " + at);
            }
        }
        return number;
    }

    private long skip(int length) {
        long from = at;
        if (length > end - from) {
            throw new MalformedException("a write goes beyond the end of its batch");
        }
        at = from + length;
        return from;
    }

    /** What the write does: PUT, PUT_UNTIL, DELETE or MERGE. */
    public EntryKind kind() {
        return kind;
    }

    /** What keys and values lie in, valid during the call. */
    public MemorySegment source() {
        return source;
    }

    /** The byte of the source where the key begins. */
    public long keyAt() {
        return key;
    }

    /** The key's bytes. */
    public int keyLength() {
        return keyLength;
    }

    /** The byte of the source where the value or operand begins. */
    public long valueAt() {
        return value;
    }

    /** The value's bytes; none of a delete. */
    public int valueLength() {
        return valueLength;
    }

    /** The key, as a view. */
    public MemorySegment key() {
        return source.asSlice(key, keyLength);
    }

    /** The value or operand, as a view. */
    public MemorySegment value() {
        return source.asSlice(value, valueLength);
    }
}
