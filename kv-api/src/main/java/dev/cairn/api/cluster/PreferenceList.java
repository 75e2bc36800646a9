package dev.cairn.api.cluster;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The distinct nodes that keep a slice, best first: {@code n} owners, then the fallbacks that stand
 * in for them.
 *
 * @param nodes owners, then fallbacks; no node twice
 * @param ownerCount how many of them are owners
 */
public record PreferenceList(List<NodeId> nodes, int ownerCount) {
    /**
     * Copies the list; throws {@link IllegalArgumentException} when it has fewer nodes than owners.
     */
    public PreferenceList {
        nodes = List.copyOf(nodes);
        if (ownerCount < 0 || ownerCount > nodes.size()) {
            throw new IllegalArgumentException(
                    ownerCount + " owners of " + nodes.size() + " nodes");
        }
    }

    /** The owners, in order. */
    public List<NodeId> owners() {
        return nodes.subList(0, ownerCount);
    }

    /** The owners of both lists, each once, those of the first first. */
    public static List<NodeId> owners(PreferenceList first, PreferenceList second) {
        Set<NodeId> owners = new LinkedHashSet<>(first.owners());
        owners.addAll(second.owners());
        return List.copyOf(owners);
    }

    /** The fallbacks, in order. */
    public List<NodeId> fallbacks() {
        return nodes.subList(ownerCount, nodes.size());
    }

    /** Whether {@code node} owns the slice. */
    public boolean isOwner(NodeId node) {
        int index = nodes.indexOf(node);
        return index >= 0 && index < ownerCount;
    }
}
