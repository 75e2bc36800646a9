package dev.cairn.lsm.filter;

import dev.cairn.lsm.spi.FilterPolicy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A blocked Bloom filter (Putze, Sanders, Singler, 2007): a key's bits all lie in one line of 64
 * bytes. With the ten bits a key that a builder gives it, about one absent key in a hundred passes.
 * Immutable; safe for all threads.
 */
public final class BloomFilter implements FilterPolicy.Filter {
    private static final int BITS_PER_KEY = 10;
    private static final int PROBES = 6;
    private static final int LINE_LONGS = 8;
    private static final int LINE_BITS = LINE_LONGS * Long.SIZE;

    private final long[] bits;

    private BloomFilter(long[] bits) {
        this.bits = bits;
    }

    @Override
    public boolean mayContain(long hash) {
        int line = line(hash, bits.length);
        long probes = KeyHash.again(hash);
        for (int i = 0; i < PROBES; i++) {
            int bit = (int) probes & LINE_BITS - 1;
            if ((bits[line + (bit >>> 6)] & 1L << bit) == 0) {
                return false;
            }
            probes >>>= 9;
        }
        return true;
    }

    private static int line(long hash, int longs) {
        return (int) Math.unsignedMultiplyHigh(hash, longs / LINE_LONGS) * LINE_LONGS;
    }

    /** Size of the encoding, in bytes. */
    public int encodedBytes() {
        return bits.length * Long.BYTES;
    }

    /** Writes {@link #encodedBytes} bytes. */
    public void encode(ByteBuffer target) {
        for (long word : bits) {
            target.putLong(word);
        }
    }

    /**
     * Reads what {@link #encode} wrote, which is all that remains; its length is a multiple of 64.
     */
    public static BloomFilter decode(ByteBuffer source) {
        long[] bits = new long[source.remaining() / Long.BYTES];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = source.getLong();
        }
        return new BloomFilter(bits);
    }

    /** Whether a filter can be encoded in that many bytes. */
    public static boolean isEncodedSize(long bytes) {
        return bytes > 0 && bytes <= Integer.MAX_VALUE && bytes % (LINE_LONGS * Long.BYTES) == 0;
    }

    /**
     * Makes a filter. Hashes are gathered until the end, when it is known how many there are, and
     * their bits set at once, so that the waits for the memory of their lines overlap. Not safe for
     * several threads.
     */
    public static final class Builder {
        private static final int PIECE = 4096;
        private static final int MOST_LINES = 1 << 24;

        private final List<long[]> full = new ArrayList<>();
        private long[] gathered = new long[PIECE];
        private int count;

        /** Adds the key of this hash. */
        public void add(long hash) {
            if (count == PIECE) {
                full.add(gathered);
                gathered = new long[PIECE];
                count = 0;
            }
            gathered[count++] = hash;
        }

        /** The filter of what was added. */
        public BloomFilter build() {
            long keys = (long) full.size() * PIECE + count;
            long lines = Math.max(1, (keys * BITS_PER_KEY + LINE_BITS - 1) / LINE_BITS);
            long[] bits = new long[(int) Math.min(lines, MOST_LINES) * LINE_LONGS];
            full.forEach(piece -> set(bits, piece, PIECE));
            set(bits, gathered, count);
            return new BloomFilter(bits);
        }

        private static void set(long[] bits, long[] hashes, int count) {
            for (int i = 0; i < count; i++) {
                int line = line(hashes[i], bits.length);
                long probes = KeyHash.again(hashes[i]);
                for (int probe = 0; probe < PROBES; probe++) {
                    int bit = (int) probes & LINE_BITS - 1;
                    bits[line + (bit >>> 6)] |= 1L << bit;
                    probes >>>= 9;
                }
            }
        }
    }
}
