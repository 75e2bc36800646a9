package com.example.longest;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.ConflictResolver;

/** Makes the resolver {@code longest}. */
public final class LongestProvider implements ConflictResolver.Provider<NoConfig> {
    /** For {@link java.util.ServiceLoader}. */
    public LongestProvider() {}

    @Override
    public String name() {
        return "longest";
    }

    @Override
    public ConfigType<NoConfig> config() {
        return ConfigType.none();
    }

    @Override
    public ConflictResolver open(NoConfig config) {
        return new Longest();
    }
}
