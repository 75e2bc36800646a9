package dev.cairn.examples.rocksdb;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.StorageEngine;
import java.lang.invoke.MethodHandles;

/** Opens stores of the engine {@code rocksdb}. */
public final class RocksProvider implements StorageEngine.Provider<RocksConfig> {
    /** For {@link java.util.ServiceLoader}. */
    public RocksProvider() {}

    @Override
    public String name() {
        return "rocksdb";
    }

    @Override
    public ConfigType<RocksConfig> config() {
        return new ConfigType<>(RocksConfig.class, RocksConfig.DEFAULT, MethodHandles.lookup());
    }

    @Override
    public StorageEngine open(RocksConfig config, StorageEngine.Env env) {
        return RocksOpening.open(config, env);
    }
}
