package dev.cairn.gossip.heartbeat;

/**
 * How regularly news of one member arrives: running mean and deviation of the gaps, and the worst
 * gap of the last while. Constant size. Times are in nanoseconds.
 */
final class ArrivalStatistics {
    /** A gap's influence on mean and variance fades by half in about 44 further arrivals. */
    private static final double WEIGHT = 1.0 / 64;

    /** The worst gap fades by half in about 700 further arrivals: minutes. */
    private static final double WORST_KEPT = 1 - 1.0 / 1024;

    private final double interval;
    private double mean;
    private double variance;
    private double worst;

    /** Statistics of a member of which nothing is known but how often it means to beat. */
    ArrivalStatistics(long intervalNanos) {
        interval = intervalNanos;
        mean = 2 * interval;
        variance = interval * interval;
    }

    /** News arrived this long after the last. */
    void record(long gapNanos) {
        double surprise = gapNanos - mean;
        mean += WEIGHT * surprise;
        variance = (1 - WEIGHT) * (variance + WEIGHT * surprise * surprise);
        worst = Math.max(gapNanos, worst * WORST_KEPT);
    }

    /** The worst gap, faded. */
    double worst() {
        return worst;
    }

    /**
     * φ of a silence: −log10 of the probability that a live member is silent that long, gaps taken
     * as normally distributed with at least half an interval of deviation (logistic approximation
     * of the normal tail, good to 2 %).
     */
    double phi(long silenceNanos) {
        double deviation = Math.max(StrictMath.sqrt(variance), interval / 2);
        double y = (silenceNanos - mean) / deviation;
        double odds = StrictMath.exp(-y * (1.5976 + 0.070566 * y * y));
        return -StrictMath.log10(odds / (1 + odds));
    }
}
