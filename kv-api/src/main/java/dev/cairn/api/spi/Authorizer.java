package dev.cairn.api.spi;

import dev.cairn.api.security.Principal;
import dev.cairn.api.security.Role;

/**
 * Says who may do what.
 *
 * <ol>
 *   <li>{@link #allows} is asked for every request, on the lanes: it never blocks and decides from
 *       memory.
 *   <li>What it does not know it does not allow.
 * </ol>
 *
 * <p>Safe for all threads.
 */
public interface Authorizer {
    /**
     * Whether {@code caller} has {@code role} in a bucket; {@link
     * dev.cairn.api.security.Grant#EVERY} asks for all buckets and the cluster itself.
     */
    boolean allows(Principal caller, Role role, String bucket);

    /** Opens authorizers. */
    interface Provider<C extends Record> extends Plugin<C> {
        /** An authorizer with this configuration. */
        Authorizer open(C config);
    }
}
