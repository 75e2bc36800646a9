package dev.cairn.bench.workload;

/**
 * The numbers 0 to {@code size} − 1 in an order that looks random, each once, without a table: a
 * Feistel network over the next power of four, walked until it answers a number in range (Black and
 * Rogaway, 2002).
 */
final class Permutation {
    private static final int ROUNDS = 4;

    private final long size;
    private final long seed;
    private final int halfBits;
    private final long halfMask;

    Permutation(long size, long seed) {
        this.size = size;
        this.seed = seed;
        this.halfBits =
                Math.max(1, (64 - Long.numberOfLeadingZeros(Math.max(1, size - 1)) + 1) / 2);
        this.halfMask = (1L << halfBits) - 1;
    }

    long at(long index) {
        long at = index;
        do {
            long left = at >>> halfBits;
            long right = at & halfMask;
            for (int round = 0; round < ROUNDS; round++) {
                long next = left ^ Mix.of(right + seed + round * 0x9e3779b97f4a7c15L) & halfMask;
                left = right;
                right = next;
            }
            at = left << halfBits | right;
        } while (at >= size);
        return at;
    }
}
