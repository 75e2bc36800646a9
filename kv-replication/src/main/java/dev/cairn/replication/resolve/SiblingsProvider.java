package dev.cairn.replication.resolve;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.ConflictResolver;

/** Provides {@link Siblings} under the name {@code siblings}. */
public final class SiblingsProvider implements ConflictResolver.Provider<NoConfig> {
    @Override
    public String name() {
        return "siblings";
    }

    @Override
    public ConfigType<NoConfig> config() {
        return ConfigType.none();
    }

    @Override
    public ConflictResolver open(NoConfig config) {
        return new Siblings();
    }
}
