package dev.cairn.server.access;

import dev.cairn.api.spi.Setting;
import java.time.Duration;

/**
 * How the authenticator {@code users} behaves.
 *
 * @param file where the users are
 * @param reloadEvery how often it is looked whether it has changed
 */
public record UsersConfig(
        @Setting("YAML file of the users, as kv users writes it") String file,
        @Setting("how often the file is looked at; a change holds from the next request on")
                Duration reloadEvery) {
    /** {@code users.yaml} beside the configuration. */
    public static final UsersConfig DEFAULT = new UsersConfig("users.yaml", Duration.ofSeconds(5));

    /** Checks the ranges. */
    public UsersConfig {
        if (file.isEmpty() || !reloadEvery.isPositive()) {
            throw new IllegalArgumentException("file names a file, and reload-every is positive");
        }
    }
}
