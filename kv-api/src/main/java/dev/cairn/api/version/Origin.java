package dev.cairn.api.version;

import dev.cairn.api.Bytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Whether a node's copy of a key began with what another node sent: one bit of the first byte of an
 * item as it lies in a store. It is the node's own and goes nowhere else.
 *
 * <p>The node may have held the key before, minted dots that whoever sent it has never seen, and
 * removed its copy since. So it counts on from nothing in a foreign copy (CORRECTNESS rule 1); the
 * first write of its own, under an epoch never used, ends that.
 */
public final class Origin {
    /** In neither format of items, nor in any of what else lies in a store. */
    static final int BIT = 0x40;

    private Origin() {}

    /** Whether stored bytes are a foreign item; of no bytes false. */
    public static boolean isForeign(MemorySegment stored) {
        return stored.byteSize() > 0 && (first(stored) & BIT) != 0;
    }

    /** A copy of an item's one encoding, as it is stored where it is foreign or not. */
    public static MemorySegment stored(MemorySegment encoded, boolean foreign) {
        byte[] copy = copyOf(encoded);
        if (foreign) {
            copy[0] |= BIT;
        }
        return MemorySegment.ofArray(copy);
    }

    /** A copy of stored bytes, as what they were without that bit. */
    public static Bytes plain(MemorySegment stored) {
        byte[] copy = copyOf(stored);
        if (copy.length > 0) {
            copy[0] &= ~BIT;
        }
        return Bytes.wrap(copy);
    }

    /** Whether stored bytes, foreign or not, are those of an encoded item. */
    public static boolean isSame(MemorySegment stored, MemorySegment encoded) {
        long size = encoded.byteSize();
        return size > 0
                && stored.byteSize() == size
                && (first(stored) & ~BIT) == first(encoded)
                && MemorySegment.mismatch(stored, 1, size, encoded, 1, size) == -1;
    }

    // Not MemorySegment.toArray, which asks for the name of its class at each call.
    private static byte[] copyOf(MemorySegment bytes) {
        byte[] copy = new byte[Math.toIntExact(bytes.byteSize())];
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, copy, 0, copy.length);
        return copy;
    }

    private static int first(MemorySegment stored) {
        return stored.get(ValueLayout.JAVA_BYTE, 0);
    }
}
