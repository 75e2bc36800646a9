package dev.cairn.api;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Runs a property for many seeds; a failure names its seed, and {@code -Dcairn.seed=…} replays it
 * alone.
 */
public final class ForSeeds {
    private static final String REPLAY = "cairn.seed";

    private ForSeeds() {}

    /** A property of one random case. */
    @FunctionalInterface
    public interface Property {
        /** Throws when it does not hold. */
        void check(RandomGenerator random);
    }

    /** Checks {@code count} cases. */
    public static void check(int count, Property property) {
        String replay = System.getProperty(REPLAY, "");
        if (!replay.isEmpty()) {
            property.check(new SplittableRandom(Long.parseLong(replay)));
            return;
        }
        for (long seed = 0; seed < count; seed++) {
            try {
                property.check(new SplittableRandom(seed));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError(
                        "seed "
                                + seed
                                + " (replay with -D"
                                + REPLAY
                                + "="
                                + seed
                                + "): "
                                + failure.getMessage(),
                        failure);
            }
        }
    }
}
