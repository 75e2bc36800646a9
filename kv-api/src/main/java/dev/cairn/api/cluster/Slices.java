package dev.cairn.api.cluster;

/**
 * The token space: 64-bit unsigned tokens in 65,536 fixed slices of 2<sup>48</sup> tokens. Ring
 * boundaries snap to slices; lanes, Merkle leaves, transfers and rounds are per slice.
 */
public final class Slices {
    /** How many slices there are. */
    public static final int COUNT = 1 << 16;

    private static final int SHIFT = Long.SIZE - 16;

    private Slices() {}

    /** The slice of a token. */
    public static int of(long token) {
        return (int) (token >>> SHIFT);
    }

    /** The smallest token of a slice. */
    public static long firstToken(int slice) {
        return (long) slice << SHIFT;
    }
}
