package dev.cairn.gossip.seeds;

import dev.cairn.api.spi.Setting;
import java.util.List;

/**
 * Settings of the seed provider {@code dns}.
 *
 * @param names what to look up
 */
public record DnsSeedsConfig(
        @Setting(
                        "Names to look up whenever seeds are looked for: HOST:PORT stands for every address (A, AAAA) of that"
                                + " host with that port, _SERVICE._tcp.NAME for every host and port that its SRV records list.")
                List<String> names) {
    /** Every default: no names. */
    public static final DnsSeedsConfig DEFAULTS = new DnsSeedsConfig(List.of());

    /** Checks the names; throws {@link IllegalArgumentException}. */
    public DnsSeedsConfig {
        names = List.copyOf(names);
        names.forEach(DnsSeeds.Query::parse);
    }
}
