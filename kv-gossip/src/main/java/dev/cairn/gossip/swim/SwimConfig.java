package dev.cairn.gossip.swim;

import dev.cairn.api.spi.Setting;
import java.time.Duration;

/**
 * Settings of the {@code swim} failure detector. The defaults find a crash in four to five seconds
 * among ten members and in six to eight among a thousand, and forgive a pause of three.
 *
 * @param interval time between probes
 * @param helpers members asked to probe in one's stead
 * @param suspicionTimeout how long a suspect has to refute when all have confirmed
 * @param syncInterval time between exchanges of whole tables
 */
public record SwimConfig(
        @Setting(
                        "Time between probes, each of one member; also how long an answer may take before others are asked to"
                                + " probe. Shorter finds crashes sooner and sends more.")
                Duration interval,
        @Setting("Members that are asked to probe one that did not answer. More forgive more loss.")
                int helpers,
        @Setting(
                        "How long a suspected member has to refute it, counted from the probe that it missed, when others have"
                                + " confirmed it; three times as long while nobody has. It should exceed the longest pause of a"
                                + " healthy process; all of it adds to the time to find a crash. It grows by a quarter with every"
                                + " tenfold of members above ten, since news travels longer there.")
                Duration suspicionTimeout,
        @Setting(
                        "Time between exchanges of all that is known with one random member, dead ones included. It mends what"
                                + " news has missed, and joins the halves of a healed partition.")
                Duration syncInterval) {

    /** Every default. */
    public static final SwimConfig DEFAULTS =
            new SwimConfig(
                    Duration.ofMillis(200), 3, Duration.ofMillis(3_500), Duration.ofSeconds(10));

    private static final double GROWTH_PER_TENFOLD = 0.25;

    /** Checks ranges; throws {@link IllegalArgumentException}. */
    public SwimConfig {
        if (interval.compareTo(Duration.ofMillis(10)) < 0) {
            throw new IllegalArgumentException(
                    "interval is at least 10 ms, not " + interval.toMillis() + " ms");
        }
        if (helpers < 0 || helpers > 16) {
            throw new IllegalArgumentException("helpers is 0 to 16, not " + helpers);
        }
        if (suspicionTimeout.compareTo(interval.multipliedBy(4)) < 0) {
            throw new IllegalArgumentException(
                    "suspicion-timeout is at least four intervals, not " + suspicionTimeout);
        }
        if (syncInterval.compareTo(interval) < 0) {
            throw new IllegalArgumentException(
                    "sync-interval is at least one interval, not " + syncInterval);
        }
    }

    /** The time to refute among so many members when all have confirmed, in nanoseconds. */
    long suspicionNanos(int members) {
        double tenfolds = Math.max(0, StrictMath.log10(members / 10.0));
        return Math.round(suspicionTimeout.toNanos() * (1 + GROWTH_PER_TENFOLD * tenfolds));
    }
}
