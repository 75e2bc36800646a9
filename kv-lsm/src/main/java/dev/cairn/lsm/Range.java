package dev.cairn.lsm;

import dev.cairn.api.Bytes;
import java.util.Arrays;

/**
 * Keys side by side, and which way to walk over them.
 *
 * @param from the first key that may be in it; empty: no bound
 * @param to the first key behind it; empty: no bound
 * @param descending whether the largest key comes first
 */
public record Range(Bytes from, Bytes to, boolean descending) {
    /** All keys, ascending. */
    public static final Range ALL = new Range(Bytes.EMPTY, Bytes.EMPTY, false);

    /** The keys from one (inclusive) to another (exclusive), ascending. */
    public static Range between(Bytes from, Bytes to) {
        return new Range(from, to, false);
    }

    /** The keys that begin with {@code prefix}, ascending. */
    public static Range prefix(Bytes prefix) {
        byte[] behind = prefix.toByteArray();
        int last = behind.length - 1;
        while (last >= 0 && behind[last] == (byte) 0xff) {
            last--;
        }
        if (last < 0) {
            return new Range(prefix, Bytes.EMPTY, false);
        }
        behind[last]++;
        return new Range(prefix, Bytes.wrap(Arrays.copyOf(behind, last + 1)), false);
    }

    /** The same keys the other way round. */
    public Range reversed() {
        return new Range(from, to, !descending);
    }
}
