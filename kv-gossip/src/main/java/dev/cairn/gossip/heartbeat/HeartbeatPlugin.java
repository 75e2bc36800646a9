package dev.cairn.gossip.heartbeat;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.FailureDetector;
import java.lang.invoke.MethodHandles;

/** Provides the failure detector {@code heartbeat}. */
public final class HeartbeatPlugin implements FailureDetector.Provider<HeartbeatConfig> {
    /** For {@link java.util.ServiceLoader}. */
    public HeartbeatPlugin() {}

    @Override
    public String name() {
        return "heartbeat";
    }

    @Override
    public ConfigType<HeartbeatConfig> config() {
        return new ConfigType<>(
                HeartbeatConfig.class, HeartbeatConfig.DEFAULTS, MethodHandles.lookup());
    }

    @Override
    public FailureDetector open(HeartbeatConfig config, FailureDetector.Env env) {
        return new HeartbeatDetector(config, env);
    }
}
