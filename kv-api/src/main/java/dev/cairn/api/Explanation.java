package dev.cairn.api;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.version.Version;
import java.util.List;

/**
 * What every replica holds for one key, and what a reader would be shown.
 *
 * @param placement token, slice, epoch and owners
 * @param replicas one entry an owner, in the preference list's order
 * @param resolved what a read of all reachable replicas would return
 */
public record Explanation(
        AdminService.KeyPlacement placement, List<Replica> replicas, List<Sibling> resolved) {
    /**
     * One replica's state.
     *
     * @param node who
     * @param reachable whether it answered; when it did not, {@code versions} is empty
     * @param versions its siblings, tombstones included
     * @param hintsFor nodes for which it keeps a hint of this key
     */
    public record Replica(
            NodeId node, boolean reachable, List<Version> versions, List<NodeId> hintsFor) {}
}
