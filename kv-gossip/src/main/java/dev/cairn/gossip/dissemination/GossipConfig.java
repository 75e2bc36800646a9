package dev.cairn.gossip.dissemination;

import dev.cairn.api.spi.Setting;
import java.time.Duration;

/**
 * Settings of the {@code gossip} dissemination.
 *
 * @param interval time between ticks
 * @param fanout members reconciled with in a tick
 */
public record GossipConfig(
        @Setting("Time between rounds. Shorter spreads facts sooner and sends more digests.")
                Duration interval,
        @Setting(
                        "Members that a node compares facts with in a round, at random. Facts reach n members in about"
                                + " log(n) / log(1 + 2 x fanout) rounds.")
                int fanout) {

    /** Every default: facts reach a thousand nodes in about three seconds. */
    public static final GossipConfig DEFAULTS = new GossipConfig(Duration.ofMillis(500), 2);

    /** Checks ranges; throws {@link IllegalArgumentException}. */
    public GossipConfig {
        if (interval.compareTo(Duration.ofMillis(10)) < 0) {
            throw new IllegalArgumentException(
                    "interval is at least 10 ms, not " + interval.toMillis() + " ms");
        }
        if (fanout < 1) {
            throw new IllegalArgumentException("fanout is at least 1, not " + fanout);
        }
    }
}
