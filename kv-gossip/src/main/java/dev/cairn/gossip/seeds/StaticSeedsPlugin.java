package dev.cairn.gossip.seeds;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.SeedProvider;
import java.lang.invoke.MethodHandles;
import java.util.List;

/** Provides the seed provider {@code static}. */
public final class StaticSeedsPlugin implements SeedProvider.Provider<StaticSeedsConfig> {
    /** For {@link java.util.ServiceLoader}. */
    public StaticSeedsPlugin() {}

    @Override
    public String name() {
        return "static";
    }

    @Override
    public ConfigType<StaticSeedsConfig> config() {
        return new ConfigType<>(
                StaticSeedsConfig.class, StaticSeedsConfig.DEFAULTS, MethodHandles.lookup());
    }

    @Override
    public SeedProvider open(StaticSeedsConfig config) {
        List<Address> seeds = config.seeds().stream().map(Address::parse).distinct().toList();
        return () -> seeds;
    }
}
