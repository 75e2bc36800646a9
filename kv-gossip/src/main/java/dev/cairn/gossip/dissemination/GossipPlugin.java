package dev.cairn.gossip.dissemination;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.Dissemination;
import java.lang.invoke.MethodHandles;

/** Provides the dissemination {@code gossip}. */
public final class GossipPlugin implements Dissemination.Provider<GossipConfig> {
    /** For {@link java.util.ServiceLoader}. */
    public GossipPlugin() {}

    @Override
    public String name() {
        return "gossip";
    }

    @Override
    public ConfigType<GossipConfig> config() {
        return new ConfigType<>(GossipConfig.class, GossipConfig.DEFAULTS, MethodHandles.lookup());
    }

    @Override
    public Dissemination open(GossipConfig config, Dissemination.Env env) {
        return new GossipDissemination(config, env);
    }
}
