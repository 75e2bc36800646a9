package dev.cairn.replication.resolve;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.ConflictResolver;

/** Provides {@link LastWriteWins} under the name {@code lww}. */
public final class LastWriteWinsProvider implements ConflictResolver.Provider<NoConfig> {
    @Override
    public String name() {
        return "lww";
    }

    @Override
    public ConfigType<NoConfig> config() {
        return ConfigType.none();
    }

    @Override
    public ConflictResolver open(NoConfig config) {
        return new LastWriteWins();
    }
}
