package dev.cairn.lsm.filter;

import dev.cairn.lsm.entry.KeyOrder;
import java.lang.foreign.MemorySegment;

/** The hash of a key that filters are made of. Part of the table format: it never changes. */
public final class KeyHash {
    private static final long FIRST = 0x9E3779B97F4A7C15L;
    private static final long SECOND = 0xD6E8FEB86659FD93L;

    private KeyHash() {}

    /** 64 well-mixed bits: each eight bytes folded in by a 128-bit product, as wyhash does. */
    public static long of(MemorySegment key) {
        return of(key, 0, key.byteSize());
    }

    /** As {@link #of(MemorySegment)}, of the key that lies in {@code source} from there on. */
    public static long of(MemorySegment source, long from, long length) {
        long hash = length * FIRST;
        long at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            hash = mix(hash ^ KeyOrder.prefix(source, from + at, Long.BYTES), FIRST) + SECOND;
        }
        return mix(hash ^ KeyOrder.prefix(source, from + at, length - at), SECOND);
    }

    /** The same of the first {@code length} bytes of an array. */
    public static long of(byte[] key, int length) {
        long hash = length * FIRST;
        int at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            hash = mix(hash ^ KeyOrder.prefix(key, at, Long.BYTES), FIRST) + SECOND;
        }
        return mix(hash ^ KeyOrder.prefix(key, at, length - at), SECOND);
    }

    /** Other bits, made from the same hash. */
    static long again(long hash) {
        return mix(hash + SECOND, FIRST);
    }

    private static long mix(long a, long b) {
        return a * b ^ Math.unsignedMultiplyHigh(a, b);
    }
}
