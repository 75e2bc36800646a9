package dev.cairn.gossip.seeds;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.SeedProvider;
import java.lang.invoke.MethodHandles;

/** Provides the seed provider {@code dns}. */
public final class DnsSeedsPlugin implements SeedProvider.Provider<DnsSeedsConfig> {
    /** For {@link java.util.ServiceLoader}. */
    public DnsSeedsPlugin() {}

    @Override
    public String name() {
        return "dns";
    }

    @Override
    public ConfigType<DnsSeedsConfig> config() {
        return new ConfigType<>(
                DnsSeedsConfig.class, DnsSeedsConfig.DEFAULTS, MethodHandles.lookup());
    }

    @Override
    public SeedProvider open(DnsSeedsConfig config) {
        return new DnsSeeds(config, new DnsResolver());
    }
}
