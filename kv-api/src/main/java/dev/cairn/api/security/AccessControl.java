package dev.cairn.api.security;

import dev.cairn.api.AdminService;
import dev.cairn.api.Answer;
import dev.cairn.api.KeyValueService;
import java.util.Optional;

/**
 * What the servers for clients ask before they serve. Safe for all threads.
 *
 * <ol>
 *   <li>A server hands a request on only through services that were guarded for the caller's
 *       principal.
 *   <li>{@link #authenticate} never blocks: it answers once, at once or later and on any thread;
 *       {@code UNAUTHENTICATED} when the credentials are wrong, {@code OVERLOADED} when too many
 *       are being checked.
 *   <li>Guarded services answer, or throw where they have no answer, {@code FORBIDDEN}, and {@code
 *       UNAUTHENTICATED} once the principal is nobody any longer. They go by what it may do at each
 *       request, so that a connection may keep them for as long as it lasts.
 * </ol>
 */
public interface AccessControl {
    /** Asks nobody for a name and lets everybody do everything. */
    AccessControl OPEN =
            new AccessControl() {
                @Override
                public Optional<Principal> anonymous() {
                    return Optional.of(Principal.ANYBODY);
                }

                @Override
                public void authenticate(
                        Credentials credentials, String caller, Answer<Principal> answer) {
                    answer.succeeded(Principal.ANYBODY);
                }

                @Override
                public KeyValueService guard(KeyValueService service, Principal caller) {
                    return service;
                }

                @Override
                public AdminService guard(AdminService service, Principal caller) {
                    return service;
                }
            };

    /** Whoever shows nothing; empty when callers must say who they are. */
    Optional<Principal> anonymous();

    /**
     * Finds out whose credentials these are, and counts it when they are nobody's.
     *
     * @param credentials what was shown
     * @param caller from where, for the operator
     * @param answer takes who it is
     */
    void authenticate(Credentials credentials, String caller, Answer<Principal> answer);

    /** The data service as {@code caller} may use it. */
    KeyValueService guard(KeyValueService service, Principal caller);

    /** The control service as {@code caller} may use it. */
    AdminService guard(AdminService service, Principal caller);
}
