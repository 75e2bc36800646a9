package dev.cairn.ring.fixed;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.Partitioner;
import java.lang.invoke.MethodHandles;

/** Provides the partitioner {@code fixed}. */
public final class FixedPlugin implements Partitioner.Provider<FixedConfig> {
    /** For {@link java.util.ServiceLoader}. */
    public FixedPlugin() {}

    @Override
    public String name() {
        return "fixed";
    }

    @Override
    public ConfigType<FixedConfig> config() {
        return new ConfigType<>(FixedConfig.class, FixedConfig.DEFAULTS, MethodHandles.lookup());
    }

    @Override
    public Partitioner open(FixedConfig config) {
        return new FixedPartitioner(config);
    }
}
