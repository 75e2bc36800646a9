package dev.cairn.gossip.seeds;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.spi.Setting;
import java.util.List;

/**
 * Settings of the seed provider {@code static}.
 *
 * @param seeds addresses of peers
 */
public record StaticSeedsConfig(
        @Setting(
                        "Peers to ask for the cluster, each HOST:PORT. Two or three that are seldom away together are enough.")
                List<String> seeds) {
    /** Every default: no seeds. */
    public static final StaticSeedsConfig DEFAULTS = new StaticSeedsConfig(List.of());

    /** Checks the addresses; throws {@link IllegalArgumentException}. */
    public StaticSeedsConfig {
        seeds = List.copyOf(seeds);
        seeds.forEach(Address::parse);
    }
}
