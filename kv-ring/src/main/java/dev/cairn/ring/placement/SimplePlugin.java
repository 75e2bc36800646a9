package dev.cairn.ring.placement;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.ReplicaPlacement;

/** Provides the placement {@code simple}. */
public final class SimplePlugin implements ReplicaPlacement.Provider<NoConfig> {
    /** For {@link java.util.ServiceLoader}. */
    public SimplePlugin() {}

    @Override
    public String name() {
        return "simple";
    }

    @Override
    public ConfigType<NoConfig> config() {
        return ConfigType.none();
    }

    @Override
    public ReplicaPlacement open(NoConfig config) {
        return new SimplePlacement();
    }
}
