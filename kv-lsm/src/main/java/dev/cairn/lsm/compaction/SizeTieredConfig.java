package dev.cairn.lsm.compaction;

import dev.cairn.api.spi.Setting;

/**
 * The configuration of {@code size-tiered}.
 *
 * @param fewestRuns a stretch of fewer sorted runs is left alone
 * @param mostRuns at most so many runs are merged at once
 * @param ratio a run joins the stretch when it is at most so many times as large as all newer ones
 *     of it together
 */
public record SizeTieredConfig(
        @Setting("sorted runs of similar size that are merged; more: fewer rewrites, slower reads")
                int fewestRuns,
        @Setting("sorted runs merged at once, at most") int mostRuns,
        @Setting("how much larger than all newer ones together a run may be to be merged with them")
                double ratio) {
    /** Four to sixteen runs, each at most twice as large as the newer ones. */
    public static final SizeTieredConfig DEFAULT = new SizeTieredConfig(4, 16, 2);

    /** Checks the ranges. */
    public SizeTieredConfig {
        if (fewestRuns < 2 || mostRuns < fewestRuns || !(ratio > 0)) {
            throw new IllegalArgumentException(
                    "fewest-runs must be at least 2, most-runs no less, ratio above 0");
        }
    }
}
