package dev.cairn.ring.fixed;

import dev.cairn.api.cluster.Slices;
import dev.cairn.api.spi.Setting;

/**
 * Settings of the {@code fixed} partitioner.
 *
 * @param partitions how many equal partitions the ring has, a power of two from 16 to 65,536
 */
public record FixedConfig(
        @Setting(
                        "Equal partitions of the ring, a power of two from 16 to 65536. It must be the same on every node and"
                                + " never change. More balance better, fewer keep ranges long; take at least ten a node.")
                int partitions) {
    /** The default number of partitions: enough for a hundred nodes. */
    public static final int DEFAULT_PARTITIONS = 1024;

    private static final int FEWEST = 16;

    /** Every default. */
    public static final FixedConfig DEFAULTS = new FixedConfig(DEFAULT_PARTITIONS);

    /** Checks the number; throws {@link IllegalArgumentException}. */
    public FixedConfig {
        if (partitions < FEWEST || partitions > Slices.COUNT || Integer.bitCount(partitions) != 1) {
            throw new IllegalArgumentException(
                    "partitions is a power of two from "
                            + FEWEST
                            + " to "
                            + Slices.COUNT
                            + ", not "
                            + partitions);
        }
    }
}
