package dev.cairn.server.access;

import dev.cairn.api.spi.Authenticator;
import dev.cairn.api.spi.ConfigType;
import java.lang.invoke.MethodHandles;

/** Opens the authenticator {@code users}. */
public final class UsersAuthenticatorProvider implements Authenticator.Provider<UsersConfig> {
    /** For {@link java.util.ServiceLoader}. */
    public UsersAuthenticatorProvider() {}

    @Override
    public String name() {
        return "users";
    }

    @Override
    public ConfigType<UsersConfig> config() {
        return new ConfigType<>(UsersConfig.class, UsersConfig.DEFAULT, MethodHandles.lookup());
    }

    @Override
    public Authenticator open(UsersConfig config, Authenticator.Env env) {
        return UsersAuthenticator.open(env.folder().resolve(config.file()), config, env);
    }
}
