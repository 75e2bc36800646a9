package dev.cairn.ring.placement;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.ReplicaPlacement;
import java.lang.invoke.MethodHandles;

/** Provides the placement {@code zone-aware}. */
public final class ZoneAwarePlugin implements ReplicaPlacement.Provider<ZoneAwareConfig> {
    /** For {@link java.util.ServiceLoader}. */
    public ZoneAwarePlugin() {}

    @Override
    public String name() {
        return "zone-aware";
    }

    @Override
    public ConfigType<ZoneAwareConfig> config() {
        return new ConfigType<>(
                ZoneAwareConfig.class, ZoneAwareConfig.DEFAULTS, MethodHandles.lookup());
    }

    @Override
    public ReplicaPlacement open(ZoneAwareConfig config) {
        return new ZoneAwarePlacement(config.byDatacentre());
    }
}
