package dev.cairn.lsm.memory;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.StorageEngine;

/** Opens engines named {@code memory}, each empty. */
public final class MemoryProvider implements StorageEngine.Provider<NoConfig> {
    /** For {@link java.util.ServiceLoader}. */
    public MemoryProvider() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public ConfigType<NoConfig> config() {
        return ConfigType.none();
    }

    @Override
    public StorageEngine open(NoConfig config, StorageEngine.Env env) {
        return new MemoryEngine(env);
    }
}
