package dev.cairn.ring.placement;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.ReplicaPlacement;

/** Provides the placement {@code zone-aware}. */
public final class ZoneAwarePlugin implements ReplicaPlacement.Provider<NoConfig> {
    /** For {@link java.util.ServiceLoader}. */
    public ZoneAwarePlugin() {}

    @Override
    public String name() {
        return "zone-aware";
    }

    @Override
    public ConfigType<NoConfig> config() {
        return ConfigType.none();
    }

    @Override
    public ReplicaPlacement open(NoConfig config) {
        return new ZoneAwarePlacement();
    }
}
