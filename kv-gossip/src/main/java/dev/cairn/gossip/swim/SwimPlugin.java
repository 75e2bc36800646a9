package dev.cairn.gossip.swim;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.FailureDetector;
import java.lang.invoke.MethodHandles;

/** Provides the failure detector {@code swim}. */
public final class SwimPlugin implements FailureDetector.Provider<SwimConfig> {
    /** For {@link java.util.ServiceLoader}. */
    public SwimPlugin() {}

    @Override
    public String name() {
        return "swim";
    }

    @Override
    public ConfigType<SwimConfig> config() {
        return new ConfigType<>(SwimConfig.class, SwimConfig.DEFAULTS, MethodHandles.lookup());
    }

    @Override
    public FailureDetector open(SwimConfig config, FailureDetector.Env env) {
        return new SwimDetector(config, env);
    }
}
