package dev.cairn.lsm.entry;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The order of keys, as unsigned bytes, and its shortcut: the first eight bytes as one unsigned
 * number.
 */
public final class KeyOrder {
    /** The longest key, in bytes. */
    public static final int MAX_KEY_BYTES = 65_535;

    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private KeyOrder() {}

    /** Negative, zero or positive as {@code a} comes before, equals or comes behind {@code b}. */
    public static int compare(MemorySegment a, MemorySegment b) {
        long at = a.mismatch(b);
        if (at < 0) {
            return 0;
        }
        if (at == a.byteSize() || at == b.byteSize()) {
            return Long.compare(a.byteSize(), b.byteSize());
        }
        return Byte.compareUnsigned(
                a.get(ValueLayout.JAVA_BYTE, at), b.get(ValueLayout.JAVA_BYTE, at));
    }

    /** As {@link #compare(MemorySegment, MemorySegment)}, of the bytes of {@code a} in a range. */
    public static int compare(MemorySegment a, long from, long to, MemorySegment b) {
        long at = MemorySegment.mismatch(a, from, to, b, 0, b.byteSize());
        if (at < 0) {
            return 0;
        }
        if (at == to - from || at == b.byteSize()) {
            return Long.compare(to - from, b.byteSize());
        }
        return Byte.compareUnsigned(
                a.get(ValueLayout.JAVA_BYTE, from + at), b.get(ValueLayout.JAVA_BYTE, at));
    }

    /** Whether two keys are the same bytes. */
    public static boolean same(MemorySegment a, MemorySegment b) {
        return a.byteSize() == b.byteSize() && a.mismatch(b) < 0;
    }

    /** Whether {@code length} bytes of two segments are the same. */
    public static boolean same(
            MemorySegment a, long fromA, MemorySegment b, long fromB, long length) {
        long at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            if (a.get(LONG, fromA + at) != b.get(LONG, fromB + at)) {
                return false;
            }
        }
        for (; at < length; at++) {
            if (a.get(ValueLayout.JAVA_BYTE, fromA + at)
                    != b.get(ValueLayout.JAVA_BYTE, fromB + at)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The first eight bytes, zeros behind a shorter key. Where two prefixes differ, their unsigned
     * order is the order of the keys; where they are equal it is open.
     */
    public static long prefix(MemorySegment key) {
        return prefix(key, 0, key.byteSize());
    }

    /** The prefix of the {@code length} bytes from {@code offset} on. */
    public static long prefix(MemorySegment source, long offset, long length) {
        if (length >= Long.BYTES) {
            return source.get(LONG, offset);
        }
        long prefix = 0;
        for (int i = 0; i < length; i++) {
            prefix |= (source.get(ValueLayout.JAVA_BYTE, offset + i) & 0xffL) << (56 - 8 * i);
        }
        return prefix;
    }
}
