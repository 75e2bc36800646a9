package dev.cairn.replication.repair;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.wire.WireWriter;
import java.lang.foreign.MemorySegment;

/** Where slices lie in the order of storage keys, which begin with the token. */
public final class Bounds {
    private static final int SLICE_SHIFT = 48;

    private Bounds() {}

    /** The first key that the slice can have. */
    public static MemorySegment start(int slice) {
        return new WireWriter(Long.BYTES).i64((long) slice << SLICE_SHIFT).toBytes().segment();
    }

    /** The first key behind the slice; empty behind the last. */
    public static MemorySegment end(int slice) {
        return slice == Slices.COUNT - 1 ? Bytes.EMPTY.segment() : start(slice + 1);
    }

    /** The first key behind {@code key}; the slice's first for no key. */
    public static MemorySegment behind(int slice, Bytes key) {
        return key.isEmpty()
                ? start(slice)
                : new WireWriter(key.size() + 1).raw(key).u8(0).toBytes().segment();
    }

    /** The first key behind {@code key}; the end of the slice for no key. */
    public static MemorySegment through(int slice, Bytes key) {
        return key.isEmpty() ? end(slice) : behind(slice, key);
    }
}
