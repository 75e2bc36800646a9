package dev.cairn.server.access;

import dev.cairn.api.security.Principal;
import dev.cairn.server.config.UserSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The users of one moment. Immutable. */
final class UserTable {
    private final Map<String, User> byName = new HashMap<>();
    private final Map<String, User> byToken = new HashMap<>();

    /** One user: its settings, and who it is by each of its secrets. */
    static final class User {
        private final UserSettings settings;
        private final Principal byName;
        private final Principal byPassword;
        private final Principal byToken;

        User(String name, UserSettings settings) {
            this.settings = settings;
            this.byName = new Principal(name, settings.grants());
            this.byPassword = by(settings.password());
            this.byToken = by(settings.token());
        }

        private Principal by(String kept) {
            return new Principal(byName.name(), byName.grants(), Secrets.mark(kept));
        }

        /** The hash of its password; empty for none. */
        String password() {
            return settings.password();
        }

        /** Who shows a certificate for its name. */
        Principal byName() {
            return byName;
        }

        /** Who knows its password. */
        Principal byPassword() {
            return byPassword;
        }

        /** Who knows its token. */
        Principal byToken() {
            return byToken;
        }

        /** Who has proved it so before; empty when the password or the token is another one now. */
        Optional<Principal> by(Principal former) {
            return Stream.of(byName, byPassword, byToken)
                    .filter(now -> now.proof().equals(former.proof()))
                    .findFirst();
        }
    }

    /** Throws {@link IllegalArgumentException} for a name or a hash that is none. */
    UserTable(Map<String, UserSettings> users) {
        users.forEach((name, settings) -> {
            check(name, settings);
            User user = new User(name, settings);
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
