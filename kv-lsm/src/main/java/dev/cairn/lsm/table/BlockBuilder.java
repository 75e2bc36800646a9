package dev.cairn.lsm.table;

import dev.cairn.api.Bytes;
import dev.cairn.lsm.entry.EntryKind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Makes one block after another: entries with the prefix they share with the entry before left out,
 * written in full every {@link TableFormat#RESTART_INTERVAL} entries, and behind them where those
 * are.
 */
final class BlockBuilder {
    /** The most that the three numbers before an entry take. */
    private static final int MOST_NUMBERS_BYTES = 3 + 3 + 10;

    private static final int KIND_BITS = TableFormat.kindBits(TableFormat.VERSION);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = new byte[2 * TableFormat.BLOCK_BYTES];
    private int size;
    private int[] restarts = new int[16];
    private int restartCount;
    private int entries;
    private byte[] key = new byte[64];
    private int keyLength;
    private byte[] keyBefore = new byte[64];
    private int keyBeforeLength;

    boolean isEmpty() {
        return entries == 0;
    }

    /** Bytes of the block, finished. */
    int size() {
        return size + Integer.BYTES * (restartCount + 1);
    }

    /** The array of the key added last, and how much of it is the key. */
    byte[] key() {
        return key;
    }

    int keyLength() {
        return keyLength;
    }

    /** The same of the key before it, be it in this block or the one before. */
    byte[] keyBefore() {
        return keyBefore;
    }

    int keyBeforeLength() {
        return keyBeforeLength;
    }

    /** A copy of the key added last. */
    Bytes lastKey() {
        return Bytes.wrap(Arrays.copyOf(key, keyLength));
    }

    /** Begins another block. */
    void reset() {
        size = 0;
        restartCount = 0;
        entries = 0;
    }

    /** Adds an entry behind all others. */
    void add(EntryKind kind, MemorySegment newKey, MemorySegment value) {
        take(newKey);
        int shared = 0;
        if (entries % TableFormat.RESTART_INTERVAL == 0) {
            restart();
        } else {
            int same = Arrays.mismatch(keyBefore, 0, keyBeforeLength, key, 0, keyLength);
            shared = same < 0 ? keyLength : same;
        }
        int suffix = keyLength - shared;
        int valueLength = (int) value.byteSize();
        ensure(MOST_NUMBERS_BYTES + suffix + valueLength);
        varint(shared);
        varint(suffix);
        varint((long) valueLength << KIND_BITS | kind.code());
        System.arraycopy(key, shared, bytes, size, suffix);
        size += suffix;
        MemorySegment.copy(value, ValueLayout.JAVA_BYTE, 0, bytes, size, valueLength);
        size += valueLength;
        entries++;
    }

    private void take(MemorySegment newKey) {
        byte[] room = keyBefore;
        keyBefore = key;
        keyBeforeLength = keyLength;
        keyLength = (int) newKey.byteSize();
        key = room.length >= keyLength ? room : new byte[Math.max(keyLength, 2 * room.length)];
        MemorySegment.copy(newKey, ValueLayout.JAVA_BYTE, 0, key, 0, keyLength);
    }

    private void restart() {
        if (restartCount == restarts.length) {
            restarts = Arrays.copyOf(restarts, 2 * restartCount);
        }
        restarts[restartCount++] = size;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /**
     * Completes the block's payload, with room for {@code more} bytes behind it: the first {@link
     * #size} bytes of the array, until the next {@link #reset}.
     */
    byte[] finish(int more) {
        ensure(Integer.BYTES * (restartCount + 1) + more);
        int at = size;
        for (int i = 0; i < restartCount; i++) {
            INT.set(bytes, at, restarts[i]);
            at += Integer.BYTES;
        }
        INT.set(bytes, at, restartCount);
        return bytes;
    }
}
