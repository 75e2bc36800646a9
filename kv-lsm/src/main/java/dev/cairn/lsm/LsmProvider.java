package dev.cairn.lsm;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.StorageEngine;
import java.lang.invoke.MethodHandles;

/** Opens stores of the engine {@code lsm}. */
public final class LsmProvider implements StorageEngine.Provider<LsmConfig> {
    /** For {@link java.util.ServiceLoader}. */
    public LsmProvider() {}

    @Override
    public String name() {
        return "lsm";
    }

    @Override
    public ConfigType<LsmConfig> config() {
        return new ConfigType<>(LsmConfig.class, LsmConfig.DEFAULT, MethodHandles.lookup());
    }

    @Override
    public StorageEngine open(LsmConfig config, StorageEngine.Env env) {
        return Opening.open(config, env);
    }
}
