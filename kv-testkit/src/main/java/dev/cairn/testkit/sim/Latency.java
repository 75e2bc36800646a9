package dev.cairn.testkit.sim;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long a frame is under way. */
public sealed interface Latency {
    /**
     * {@code least} plus an exponentially distributed rest: mostly short, at times long.
     *
     * @param least no frame is faster
     * @param spread mean of what comes on top
     */
    record Exponential(Duration least, Duration spread) implements Latency {}

    /**
     * Log-normally distributed, as delays measured between data centres are: with {@code sigma} 0.5
     * one in forty takes more than 2.7 times the median.
     *
     * @param median half of all frames are faster
     * @param sigma standard deviation of the logarithm; 0 for no spread at all
     */
    record LogNormal(Duration median, double sigma) implements Latency {}

    /** The same, but everything takes {@code factor} times as long. */
    default Latency times(double factor) {
        return switch (this) {
            case Exponential(Duration least, Duration spread) ->
                    new Exponential(scaled(least, factor), scaled(spread, factor));
            case LogNormal(Duration median, double sigma) ->
                    new LogNormal(scaled(median, factor), sigma);
        };
    }

    /** Draws one, in nanoseconds. */
    default long nanos(RandomGenerator random) {
        return switch (this) {
            case Exponential(Duration least, Duration spread) ->
                    least.toNanos() + (long) (spread.toNanos() * random.nextExponential());
            case LogNormal(Duration median, double sigma) ->
                    (long) (median.toNanos() * Math.exp(sigma * random.nextGaussian()));
        };
    }

    private static Duration scaled(Duration duration, double factor) {
        return Duration.ofNanos((long) (duration.toNanos() * factor));
    }
}
