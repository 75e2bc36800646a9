package dev.cairn.lsm.entry;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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

    private static final VarHandle ARRAY_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private KeyOrder() {}

    /** Negative, zero or positive as {@code a} comes before, equals or comes behind {@code b}. */
    public static int compare(MemorySegment a, MemorySegment b) {
        return compare(a, 0, a.byteSize(), b);
    }

    /** As {@link #compare(MemorySegment, MemorySegment)}, of the bytes of {@code a} in a range. */
    public static int compare(MemorySegment a, long from, long to, MemorySegment b) {
        long lengthA = to - from;
        long lengthB = b.byteSize();
        long common = Math.min(lengthA, lengthB);
        long at = 0;
        for (; at + Long.BYTES <= common; at += Long.BYTES) {
            long wordA = a.get(LONG, from + at);
            long wordB = b.get(LONG, at);
            if (wordA != wordB) {
                return Long.compareUnsigned(wordA, wordB);
            }
        }
        long restA = prefix(a, from + at, common - at);
        long restB = prefix(b, at, common - at);
        return restA != restB ? Long.compareUnsigned(restA, restB) : Long.compare(lengthA, lengthB);
    }

    /** Whether two keys are the same bytes. */
    public static boolean same(MemorySegment a, MemorySegment b) {
        return a.byteSize() == b.byteSize() && same(a, 0, b, 0, a.byteSize());
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

    /** The prefix of the {@code length} bytes from {@code offset} on in an array. */
    public static long prefix(byte[] key, int offset, int length) {
        if (length >= Long.BYTES) {
            return (long) ARRAY_LONG.get(key, offset);
        }
        long prefix = 0;
        for (int i = 0; i < length; i++) {
            prefix |= (key[offset + i] & 0xffL) << (56 - 8 * i);
        }
        return prefix;
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
