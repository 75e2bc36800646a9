package dev.cairn.replication.coordinator;

import dev.cairn.api.Consistency;
import dev.cairn.api.cluster.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fallbacks that stand in for owners in one operation: a sloppy quorum (DeCandia et al. 2007,
 * section 4.6). Each stands in for one owner and its answer counts as that owner's; where the level
 * counts data centres, only inside the owner's (CORRECTNESS rule 17). Owned by its operation.
 */
final class StandIns {
    private final Route route;
    private final NodeId self;
    private final boolean allowed;
    private final boolean near;
    private final Map<NodeId, NodeId> owners = new HashMap<>();
    private final Set<NodeId> replaced = new HashSet<>();

    /**
     * Nobody stands in yet.
     *
     * @param allowed whether the request is sloppy
     * @param level the request's level
     */
    StandIns(Route route, NodeId self, boolean allowed, Consistency level) {
        this.route = route;
        this.self = self;
        this.allowed = allowed;
        this.near =
                level == Consistency.Level.LOCAL_ONE
                        || level == Consistency.Level.LOCAL_QUORUM
                        || level == Consistency.Level.EACH_QUORUM;
        if (allowed && !route.isWritten(self)) {
            route.owners().stream()
                    .filter(route::isDead)
                    .filter(owner -> mayReplace(owner, self))
                    .findFirst()
                    .ifPresent(owner -> assign(self, owner));
        }
    }

    /** Whether anybody may stand in. */
    boolean areAllowed() {
        return allowed;
    }

    /**
     * The next living fallback that may stand in for {@code owner} and does not yet for anybody.
     */
    Optional<NodeId> next(NodeId owner) {
        if (!allowed) {
            return Optional.empty();
        }
        for (NodeId fallback : route.list().fallbacks()) {
            boolean free = !route.isWritten(fallback) && !owners.containsKey(fallback);
            if (free
                    && !fallback.equals(self)
                    && !route.isDead(fallback)
                    && mayReplace(owner, fallback)) {
                assign(fallback, owner);
                return Optional.of(fallback);
            }
        }
        return Optional.empty();
    }

    private boolean mayReplace(NodeId owner, NodeId fallback) {
        return !near
                || route.view()
                        .zone(owner)
                        .datacentre()
                        .equals(route.view().zone(fallback).datacentre());
    }

    private void assign(NodeId fallback, NodeId owner) {
        owners.put(fallback, owner);
        replaced.add(owner);
    }

    /** Whether a node answers in the place of an owner. */
    boolean isStandIn(NodeId node) {
        return owners.containsKey(node);
    }

    /** Whether somebody was asked in the place of this owner. */
    boolean isReplaced(NodeId owner) {
        return replaced.contains(owner);
    }

    /** The owner that the node stands in for; the node itself when it is an owner. */
    NodeId ownerOf(NodeId node) {
        return owners.getOrDefault(node, node);
    }
}
