package dev.cairn.replication.quorum;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.ConsistencyPolicy;

/** Provides {@link QuorumPolicy} under the name {@code quorum}. */
public final class QuorumPolicyProvider implements ConsistencyPolicy.Provider<NoConfig> {
    @Override
    public String name() {
        return "quorum";
    }

    @Override
    public ConfigType<NoConfig> config() {
        return ConfigType.none();
    }

    @Override
    public ConsistencyPolicy open(NoConfig config) {
        return new QuorumPolicy();
    }
}
