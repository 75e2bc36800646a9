package dev.cairn.ring.vnode;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.Partitioner;

/** Provides the partitioner {@code vnode}. */
public final class VnodePlugin implements Partitioner.Provider<NoConfig> {
    /** For {@link java.util.ServiceLoader}. */
    public VnodePlugin() {}

    @Override
    public String name() {
        return "vnode";
    }

    @Override
    public ConfigType<NoConfig> config() {
        return ConfigType.none();
    }

    @Override
    public Partitioner open(NoConfig config) {
        return new VnodePartitioner();
    }
}
