package dev.cairn.bench.workload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What keys look like. A key is made from a number, and keys are ordered as their numbers are,
 * unsigned. Even indices are the keys that are there, odd ones are not, so that a missing key lies
 * among those that are there.
 */
public enum KeyShape {
    /** Sixteen bytes: a dense big-endian integer, then zeroes as db_bench writes them. */
    DENSE(16),
    /** Sixteen bytes, uniformly distributed, as tokens are. */
    UNIFORM(16),
    /** A prefix of thirty bytes that all share, then sixteen hexadecimal digits. */
    URL(46);

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] PREFIX =
            "https://example.org/products/_".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final long ZEROES = 0x3030303030303030L;

    private final int bytes;

    KeyShape(int bytes) {
        this.bytes = bytes;
    }

    /** How long a key is. */
    public int bytes() {
        return bytes;
    }

    /** The number of the key that is there, of so many, in the order in which they are counted. */
    public long present(long index) {
        return number(2 * index);
    }

    /** The number of a key that is not there. */
    public long missing(long index) {
        return number(2 * index + 1);
    }

    private long number(long index) {
        return this == DENSE ? index : Mix.of(index);
    }

    /** Writes the key of a number. */
    public void write(long number, byte[] target) {
        switch (this) {
            case DENSE -> {
                LONG.set(target, 0, number);
                LONG.set(target, 8, ZEROES);
            }
            case UNIFORM -> {
                LONG.set(target, 0, number);
                LONG.set(target, 8, Mix.of(~number));
            }
            case URL -> {
                System.arraycopy(PREFIX, 0, target, 0, PREFIX.length);
                for (int digit = 0; digit < 16; digit++) {
                    target[PREFIX.length + digit] =
                            DIGITS[(int) (number >>> (60 - 4 * digit)) & 0xf];
                }
            }
        }
    }

    /** The numbers of all keys that are there, in their order. */
    public long[] sorted(int pairs) {
        long[] numbers = new long[pairs];
        Arrays.setAll(numbers, index -> present(index) ^ Long.MIN_VALUE);
        Arrays.sort(numbers);
        Arrays.setAll(numbers, index -> numbers[index] ^ Long.MIN_VALUE);
        return numbers;
    }
}
