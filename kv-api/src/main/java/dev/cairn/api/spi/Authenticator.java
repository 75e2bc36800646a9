package dev.cairn.api.spi;

import dev.cairn.api.Answer;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.Principal;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Finds out who calls.
 *
 * <ol>
 *   <li>{@link #authenticate} never blocks; it answers exactly once, at once or later, on any
 *       thread: the principal, or {@code UNAUTHENTICATED} without saying which part was wrong, or
 *       {@code OVERLOADED} when too many are being checked.
 *   <li>How long a refusal takes does not tell whether the user exists.
 *   <li>Secrets are kept hashed with salt, and are neither logged nor told.
 *   <li>What its files say from now on holds for callers that authenticate from now on, and by
 *       {@link #present} for those that have. Whenever that would answer otherwise than before,
 *       {@link #version} is another one. Neither blocks; both are asked on the lanes, the version
 *       for each request.
 * </ol>
 *
 * <p>Safe for all threads.
 */
public interface Authenticator extends AutoCloseable {
    /** Whoever shows nothing; empty when everybody must show something. */
    Optional<Principal> anonymous();

    /** Whose credentials these are. */
    void authenticate(Credentials credentials, Answer<Principal> answer);

    /** Says by changing that somebody may be somebody else now; a volatile read. */
    default long version() {
        return 0;
    }

    /**
     * Who somebody is now whom it has answered as {@code former}: with the grants of now; empty
     * once that user is gone, or has other secrets than the one that it came by.
     */
    default Optional<Principal> present(Principal former) {
        return Optional.of(former);
    }

    @Override
    void close();

    /**
     * What an authenticator may use.
     *
     * @param folder against which relative paths of its configuration are resolved
     * @param blocking runs what may wait or compute for long
     * @param events where it tells what happened
     */
    record Env(Path folder, Executor blocking, EventSink events) {}

    /** Opens authenticators. */
    interface Provider<C extends Record> extends Plugin<C> {
        /** An authenticator; throws {@link IllegalArgumentException} when it cannot be one. */
        Authenticator open(C config, Env env);
    }
}
