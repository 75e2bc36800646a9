package dev.cairn.bench.workload;

/**
 * What a store is filled with.
 *
 * @param shape of the keys
 * @param pairs how many
 * @param valueBytes of each value, 8 or more
 */
public record Dataset(KeyShape shape, int pairs, int valueBytes) {
    /** Checks the ranges. */
    public Dataset {
        if (pairs < 1 || valueBytes < Long.BYTES) {
            throw new IllegalArgumentException("at least one pair, values of 8 bytes or more");
        }
    }

    /** Bytes of a key and its value. */
    public long pairBytes() {
        return (long) shape.bytes() + valueBytes;
    }

    /** The same with another number of pairs. */
    public Dataset withPairs(int count) {
        return new Dataset(shape, count, valueBytes);
    }
}
