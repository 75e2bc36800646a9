package dev.cairn.transport.netty.entrance;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Who takes over which role on a node, as long as it does. Safe for all threads. */
public final class Receptions {
    private final ConcurrentMap<Role, Reception> open = new ConcurrentHashMap<>();

    /**
     * Lets {@code reception} take over a role; throws {@link IllegalStateException} when another
     * does.
     */
    public void open(Role role, Reception reception) {
        if (open.putIfAbsent(role, reception) != null) {
            throw new IllegalStateException("the role " + role + " is taken already");
        }
    }

    /** Ends that; does nothing when another has taken the role. */
    public void close(Role role, Reception reception) {
        open.remove(role, reception);
    }

    /** Who takes over a role. */
    public Optional<Reception> of(Role role) {
        return Optional.ofNullable(open.get(role));
    }
}
