package dev.cairn.ring.placement;

import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.ReplicaPlacement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The distinct members in the order in which a walk clockwise from a position meets them.
 *
 * <p>The order at one position is that of the next with its own node moved to the front, so one
 * turn against the clock gives all of them, at the cost of a short move each instead of a walk.
 */
final class ClockwiseOrder {
    /**
     * Picks owners: reorders {@code order} so that they come first, the rest behind in clockwise
     * order.
     */
    @FunctionalInterface
    interface Choice {
        /** Works in place; {@code order[0]} stays where it is. */
        void apply(int[] order);
    }

    private ClockwiseOrder() {}

    /** The preference lists that {@code choice} makes of the clockwise orders. */
    static PreferenceTable place(Topology topology, TokenRing ring, int replicas, Choice choice) {
        if (replicas < 1) {
            throw new IllegalArgumentException("at least one replica, not " + replicas);
        }
        List<NodeId> ids = topology.owners().stream().map(Member::id).toList();
        int[] nodes = nodeNumbers(ring, ids);
        int ownerCount = Math.min(replicas, ids.size());
        PreferenceList[] byPosition = new PreferenceList[nodes.length];
        int[] order = firstMet(nodes, ids.size());
        for (int position = nodes.length - 1; position >= 0; position--) {
            moveToFront(order, nodes[position]);
            int[] chosen = order.clone();
            choice.apply(chosen);
            NodeId[] list =
                    new NodeId
                            [Math.min(chosen.length, ownerCount + ReplicaPlacement.MAX_FALLBACKS)];
            Arrays.setAll(list, i -> ids.get(chosen[i]));
            byPosition[position] = new PreferenceList(List.of(list), ownerCount);
        }
        return PreferenceTable.build(slice -> byPosition[ring.positionOf(slice)]);
    }

    private static int[] nodeNumbers(TokenRing ring, List<NodeId> ids) {
        Map<NodeId, Integer> numbers = new HashMap<>();
        ids.forEach(id -> numbers.put(id, numbers.size()));
        int[] nodes = new int[ring.size()];
        for (int position = 0; position < nodes.length; position++) {
            Integer number = numbers.get(ring.owner(position));
            if (number == null) {
                throw new IllegalArgumentException(
                        ring.owner(position) + " is on the ring but owns nothing");
            }
            nodes[position] = number;
        }
        return nodes;
    }

    /** The order met from position 0 on; members without a position come last. */
    private static int[] firstMet(int[] nodes, int count) {
        int[] order = new int[count];
        boolean[] met = new boolean[count];
        int size = 0;
        for (int position = 0; position < nodes.length && size < count; position++) {
            if (!met[nodes[position]]) {
                met[nodes[position]] = true;
                order[size++] = nodes[position];
            }
        }
        for (int node = 0; node < count; node++) {
            if (!met[node]) {
                order[size++] = node;
            }
        }
        return order;
    }

    /** Moves a node to the front of {@code order}; those that stood before it move back by one. */
    static void moveToFront(int[] order, int node) {
        int moved = node;
        for (int i = 0; ; i++) {
            int next = order[i];
            order[i] = moved;
            if (next == node) {
                return;
            }
            moved = next;
        }
    }
}
