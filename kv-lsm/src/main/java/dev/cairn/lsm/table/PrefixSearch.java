package dev.cairn.lsm.table;

/**
 * Finds a place in ascending unsigned numbers by interpolation, which needs one or two steps where
 * they are spread evenly, as hashed keys and counters are. After {@value #GUESSES} guesses that did
 * not end it, binary search goes on in what is left, so no distribution costs more than that many
 * steps above its logarithm.
 */
final class PrefixSearch {
    /** Interpolations before binary search takes over. */
    static final int GUESSES = 3;

    /** So few are searched by halves at once. */
    private static final int FEW = 16;

    private PrefixSearch() {}

    /** The index of the first number that is not below {@code sought}; the length if all are. */
    static int firstNotBelow(long[] ascending, long sought) {
        int low = 0;
        int high = ascending.length;
        for (int guess = 0; guess < GUESSES && high - low > FEW; guess++) {
            int at = guess(ascending, low, high - 1, sought);
            if (Long.compareUnsigned(ascending[at], sought) < 0) {
                low = at + 1;
            } else {
                high = at;
            }
        }
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(ascending[middle], sought) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Where the number would stand between {@code low} and {@code high} if all were even. */
    private static int guess(long[] ascending, int low, int high, long sought) {
        double first = unsigned(ascending[low]);
        double span = unsigned(ascending[high]) - first;
        double share = span > 0 ? (unsigned(sought) - first) / span : 0.5;
        int at = low + (int) (share * (high - low));
        return Math.clamp(at, low, high);
    }

    private static double unsigned(long number) {
        double upper = number >>> 1;
        return 2 * upper + (number & 1);
    }
}
