package dev.cairn.server.access;

import dev.cairn.api.security.Principal;
import dev.cairn.server.config.UserSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The users of one moment. Immutable. */
final class UserTable {
    private final Map<String, User> byName = new HashMap<>();
    private final Map<String, User> byToken = new HashMap<>();

    /**
     * One user.
     *
     * @param principal name and grants
     * @param password the hash of the password; empty for none
     */
    record User(Principal principal, String password) {}

    /** Throws {@link IllegalArgumentException} for a name or a hash that is none. */
    UserTable(Map<String, UserSettings> users) {
        users.forEach((name, settings) -> {
            check(name, settings);
            User user = new User(new Principal(name, settings.grants()), settings.password());
            byName.put(name, user);
            if (!settings.token().isEmpty()) {
                byToken.put(settings.token(), user);
            }
        });
    }

    private static void check(String name, UserSettings settings) {
        if (!settings.password().isEmpty() && !Secrets.isPasswordHash(settings.password())) {
            throw new IllegalArgumentException(
                    "the password of " + name + " is no hash; kv users add writes one");
        }
        if (!settings.token().isEmpty() && !Secrets.isTokenHash(settings.token())) {
            throw new IllegalArgumentException(
                    "the token of " + name + " is no hash; kv users add --token writes one");
        }
    }

    Optional<User> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** By what is kept of the token: nothing can be learnt from how long that takes. */
    Optional<User> ofToken(String token) {
        return Optional.ofNullable(byToken.get(Secrets.ofToken(token)));
    }
}
