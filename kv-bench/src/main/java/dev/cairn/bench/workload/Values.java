package dev.cairn.bench.workload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/**
 * Values that pack to about half their size: pieces of 100 bytes whose second half repeats the
 * first, as db_bench makes them. A value begins with the number of its key, so that a reader can
 * tell whose it is.
 */
public final class Values {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int PIECE = 100;
    private static final int PIECES = 10_000;

    private final byte[] pool;
    private final int bytes;

    /** Of so many bytes each. */
    public Values(int bytes) {
        this.bytes = bytes;
        pool = new byte[PIECES * PIECE + bytes];
        SplittableRandom random = new SplittableRandom(1);
        for (int at = 0; at < pool.length; at++) {
            boolean repeats = at % PIECE >= PIECE / 2;
            pool[at] = repeats ? pool[at - PIECE / 2] : (byte) (' ' + random.nextInt(95));
        }
    }

    int bytes() {
        return bytes;
    }

    /** Writes what a key is given for the so-manieth time. */
    public void write(long number, long generation, byte[] target) {
        int piece = (int) Long.remainderUnsigned(Mix.of(number + generation), PIECES);
        System.arraycopy(pool, PIECE * piece, target, 0, bytes);
        LONG.set(target, 0, number);
    }
}
