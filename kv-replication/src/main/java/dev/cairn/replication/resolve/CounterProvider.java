package dev.cairn.replication.resolve;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.ConflictResolver;

/** Provides {@link Counter} under the name {@code counter}. */
public final class CounterProvider implements ConflictResolver.Provider<NoConfig> {
    @Override
    public String name() {
        return "counter";
    }

    @Override
    public ConfigType<NoConfig> config() {
        return ConfigType.none();
    }

    @Override
    public ConflictResolver open(NoConfig config) {
        return new Counter();
    }
}
