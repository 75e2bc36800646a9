package dev.cairn.replication.resolve;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.ConflictResolver;

/** Provides {@link OrSet} under the name {@code or-set}. */
public final class OrSetProvider implements ConflictResolver.Provider<NoConfig> {
    @Override
    public String name() {
        return "or-set";
    }

    @Override
    public ConfigType<NoConfig> config() {
        return ConfigType.none();
    }

    @Override
    public ConflictResolver open(NoConfig config) {
        return new OrSet();
    }
}
