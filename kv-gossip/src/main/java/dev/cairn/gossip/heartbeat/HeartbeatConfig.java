package dev.cairn.gossip.heartbeat;

import dev.cairn.api.spi.Setting;
import java.time.Duration;

/**
 * Settings of the {@code heartbeat} failure detector. The defaults find a crash in four to five
 * seconds among ten members and in seven to nine among a thousand, and forgive a pause of three.
 *
 * @param interval time between ticks
 * @param fanout members told in a tick
 * @param phiThreshold how improbable a silence must be
 * @param minimumSilence the shortest silence that is suspicious
 * @param maximumSilence the silence that is suspicious whatever was usual
 * @param opinionLifetime how long another's opinion counts
 */
public record HeartbeatConfig(
        @Setting("Time between heartbeats. Shorter finds crashes sooner and sends more.")
                Duration interval,
        @Setting(
                        "Members that a node tells what it knows with each heartbeat, at random. More spreads news faster, in"
                                + " fewer steps and more bytes.")
                int fanout,
        @Setting(
                        "How improbable a silence must be before a member is suspected: 8 stands for one in 10^8 under the"
                                + " gaps seen so far. Higher forgives more and takes longer where heartbeats come unevenly.")
                double phiThreshold,
        @Setting(
                        "No shorter silence is ever suspicious. It should exceed the longest pause of a healthy process"
                                + " (garbage collection, a migrating virtual machine); all of it adds to the time to find a crash."
                                + " It grows by a third with every tenfold of members above ten, since news travels longer there.")
                Duration minimumSilence,
        @Setting(
                        "A longer silence is always suspicious, however uneven the heartbeats were before; also how long a"
                                + " member may take until it is first heard of.")
                Duration maximumSilence,
        @Setting(
                        "How long another member's word that it misses a heartbeat counts unless repeated. It bridges lost"
                                + " messages; too long joins opinions that were never held at one time.")
                Duration opinionLifetime) {

    /** Every default. */
    public static final HeartbeatConfig DEFAULTS =
            new HeartbeatConfig(
                    Duration.ofMillis(250),
                    3,
                    8.0,
                    Duration.ofMillis(3_500),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5));

    private static final double GROWTH_PER_TENFOLD = 0.35;

    /** Checks ranges; throws {@link IllegalArgumentException}. */
    public HeartbeatConfig {
        if (interval.compareTo(Duration.ofMillis(10)) < 0) {
            throw new IllegalArgumentException(
                    "interval is at least 10 ms, not " + interval.toMillis() + " ms");
        }
        if (fanout < 1) {
            throw new IllegalArgumentException("fanout is at least 1, not " + fanout);
        }
        if (!(phiThreshold >= 1 && phiThreshold <= 16)) {
            throw new IllegalArgumentException("phi-threshold is 1 to 16, not " + phiThreshold);
        }
        if (minimumSilence.compareTo(interval.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "minimum-silence is at least two intervals, not " + minimumSilence);
        }
        if (maximumSilence.compareTo(minimumSilence) < 0) {
            throw new IllegalArgumentException(
                    "maximum-silence is at least minimum-silence, not " + maximumSilence);
        }
        if (opinionLifetime.compareTo(interval.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "opinion-lifetime is at least two intervals, not " + opinionLifetime);
        }
    }

    /** The shortest silence that is suspicious among so many members, in nanoseconds. */
    long minimumSilenceNanos(int members) {
        double tenfolds = Math.max(0, StrictMath.log10(members / 10.0));
        return Math.round(minimumSilence.toNanos() * (1 + GROWTH_PER_TENFOLD * tenfolds));
    }
}
