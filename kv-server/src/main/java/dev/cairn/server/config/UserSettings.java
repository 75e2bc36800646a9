package dev.cairn.server.config;

import dev.cairn.api.security.Grant;
import dev.cairn.api.spi.Setting;
import java.util.List;

/**
 * One user of a users file: {@code users.NAME}.
 *
 * @param password the hash of the password; none if empty
 * @param token the hash of the token; none if empty
 * @param roles what the user may do
 */
public record UserSettings(
        @Setting("hash of the password, as kv users add writes it") String password,
        @Setting("hash of the token, as kv users add --token writes it") String token,
        @Setting(
                        "what the user may do: read:BUCKET, write:BUCKET, admin:BUCKET; a prefix and * stands for many")
                List<String> roles) {
    /** Nobody: known by a certificate alone, and may do nothing. */
    public static final UserSettings DEFAULT = new UserSettings("", "", List.of());

    /** Copies the list and checks the roles; throws {@link IllegalArgumentException}. */
    public UserSettings {
        roles = List.copyOf(roles);
        roles.forEach(Grant::parse);
    }

    /** What the user may do. */
    public List<Grant> grants() {
        return roles.stream().map(Grant::parse).toList();
    }
}
