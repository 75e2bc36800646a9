package dev.cairn.testkit.sim;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How links behave. The latency of a frame is {@code least} plus an exponentially distributed rest
 * of mean {@code spread}: mostly short, at times long, as real networks are.
 *
 * @param least no frame is faster
 * @param spread mean of what comes on top
 * @param resetProbability chance that a frame is lost for good; its link goes down then, as a TCP
 *     connection does
 * @param bufferBytes how much a link takes before it refuses, in bytes
 */
public record LinkProfile(
        Duration least, Duration spread, double resetProbability, int bufferBytes) {
    /** One data centre: 100 µs and a little more, nothing lost, 1 MiB of buffer. */
    public static final LinkProfile LAN =
            new LinkProfile(Duration.ofNanos(100_000), Duration.ofNanos(50_000), 0, 1 << 20);

    /** Two continents: 40 ms and a little more, nothing lost, 1 MiB of buffer. */
    public static final LinkProfile WAN =
            new LinkProfile(Duration.ofMillis(40), Duration.ofMillis(5), 0, 1 << 20);

    /** The same with this chance of losing a frame and with it the link, 0 to 1. */
    public LinkProfile withResets(double probability) {
        return new LinkProfile(least, spread, probability, bufferBytes);
    }

    long latencyNanos(RandomGenerator random) {
        return least.toNanos() + (long) (spread.toNanos() * random.nextExponential());
    }
}
