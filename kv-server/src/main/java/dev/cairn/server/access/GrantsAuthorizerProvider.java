package dev.cairn.server.access;

import dev.cairn.api.security.Grant;
import dev.cairn.api.spi.Authorizer;
import dev.cairn.api.spi.ConfigType;

/** The authorizer {@code grants}: a caller may do what its authenticator has granted it. */
public final class GrantsAuthorizerProvider implements Authorizer.Provider<ConfigType.NoConfig> {
    /** For {@link java.util.ServiceLoader}. */
    public GrantsAuthorizerProvider() {}

    @Override
    public String name() {
        return "grants";
    }

    @Override
    public ConfigType<ConfigType.NoConfig> config() {
        return ConfigType.none();
    }

    @Override
    public Authorizer open(ConfigType.NoConfig config) {
        return (caller, role, bucket) -> {
            for (Grant grant : caller.grants()) {
                if (grant.allows(role, bucket)) {
                    return true;
                }
            }
            return false;
        };
    }
}
