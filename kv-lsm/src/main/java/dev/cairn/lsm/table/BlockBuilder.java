package dev.cairn.lsm.table;

import dev.cairn.api.Bytes;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.lsm.entry.EntryKind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Makes one block: entries with the prefix they share with the entry before left out, written in
 * full every {@link TableFormat#RESTART_INTERVAL} entries, and behind them where those are.
 * Reusable by {@link #reset}.
 */
final class BlockBuilder {
    private final WireWriter writer = new WireWriter(2 * TableFormat.BLOCK_BYTES);
    private int[] restarts = new int[16];
    private int restartCount;
    private int entries;
    private byte[] lastKey = {};
    private int lastKeyLength;
    private byte[] copy = {};

    boolean isEmpty() {
        return entries == 0;
    }

    int size() {
        return writer.size() + Integer.BYTES * (restartCount + 1);
    }

    /** The key added last. */
    Bytes lastKey() {
        return Bytes.wrap(Arrays.copyOf(lastKey, lastKeyLength));
    }

    void reset() {
        writer.reset();
        restartCount = 0;
        entries = 0;
        lastKeyLength = 0;
    }

    /** Adds an entry behind all others. */
    void add(EntryKind kind, MemorySegment key, MemorySegment value) {
        int keyLength = (int) key.byteSize();
        int shared = 0;
        if (entries % TableFormat.RESTART_INTERVAL == 0) {
            restart();
        } else {
            long same = MemorySegment.ofArray(lastKey).asSlice(0, lastKeyLength).mismatch(key);
            shared = (int) (same < 0 ? keyLength : same);
        }
        writer.varint(shared).varint(keyLength - shared);
        int kindBits = TableFormat.kindBits(TableFormat.VERSION);
        writer.varint(value.byteSize() << kindBits | kind.code());
        if (lastKey.length < keyLength) {
            lastKey = Arrays.copyOf(lastKey, Math.max(keyLength, 2 * lastKey.length));
        }
        MemorySegment.copy(key, ValueLayout.JAVA_BYTE, shared, lastKey, shared, keyLength - shared);
        lastKeyLength = keyLength;
        writer.raw(lastKey, shared, keyLength - shared);
        raw(value);
        entries++;
    }

    private void restart() {
        if (restartCount == restarts.length) {
            restarts = Arrays.copyOf(restarts, 2 * restartCount);
        }
        restarts[restartCount++] = writer.size();
    }

    private void raw(MemorySegment value) {
        int length = (int) value.byteSize();
        if (copy.length < length) {
            copy = new byte[Math.max(length, 2 * copy.length)];
        }
        MemorySegment.copy(value, ValueLayout.JAVA_BYTE, 0, copy, 0, length);
        writer.raw(copy, 0, length);
    }

    /** The block's payload; the writer is to be read before the next {@link #reset}. */
    WireWriter finish() {
        for (int i = 0; i < restartCount; i++) {
            writer.i32(restarts[i]);
        }
        return writer.i32(restartCount);
    }
}
