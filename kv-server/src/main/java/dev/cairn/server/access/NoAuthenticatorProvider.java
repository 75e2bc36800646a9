package dev.cairn.server.access;

import dev.cairn.api.Answer;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.Principal;
import dev.cairn.api.spi.Authenticator;
import dev.cairn.api.spi.ConfigType;
import java.util.Optional;

/** The authenticator {@code none}: nobody is asked, and everybody may do everything. */
public final class NoAuthenticatorProvider implements Authenticator.Provider<ConfigType.NoConfig> {
    /** For {@link java.util.ServiceLoader}. */
    public NoAuthenticatorProvider() {}

    @Override
    public String name() {
        return "none";
    }

    @Override
    public ConfigType<ConfigType.NoConfig> config() {
        return ConfigType.none();
    }

    @Override
    public Authenticator open(ConfigType.NoConfig config, Authenticator.Env env) {
        return new Authenticator() {
            @Override
            public Optional<Principal> anonymous() {
                return Optional.of(Principal.ANYBODY);
            }

            @Override
            public void authenticate(Credentials credentials, Answer<Principal> answer) {
                answer.succeeded(Principal.ANYBODY);
            }

            @Override
            public void close() {}
        };
    }
}
