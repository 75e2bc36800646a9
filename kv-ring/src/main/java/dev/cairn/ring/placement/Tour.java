package dev.cairn.ring.placement;

import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.ReplicaPlacement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * A walk around the ring from each slice, in strides of equal length, noting each member when it is
 * first met.
 *
 * <p>The order met from one place is that from the place one stride on, with its own node moved to
 * the front, so one tour against the direction of the walk gives all of them at the cost of a short
 * move each. Places are slices, or the equal partitions that a ring is made of.
 */
final class Tour {
    private static final double GOLDEN_SECTION = (Math.sqrt(5) - 1) / 2;

    /** Says which members of an order own, and who stands in for them. */
    @FunctionalInterface
    interface Choice {
        /**
         * Fills {@code list} with the owners and then fallbacks.
         *
         * @param order all members in the order met; {@code order[0]} is the first owner
         * @param list member numbers
         * @param owners how many of the list are owners
         */
        void fill(int[] order, int[] list, int owners);
    }

    private Tour() {}

    /** The next place and the next: section 4.3 of the Dynamo paper. */
    static int clockwise(int places) {
        return 1;
    }

    /**
     * The golden section of the circle; odd, so that a walk comes by every place. Where a member's
     * slices lie says nothing about whose lie a stride further, so every owner beyond the first is
     * met with its share of the ring. Step by step it would be met with the length of the gap
     * before it, which varies much more.
     */
    static int golden(int places) {
        return (int) (places * GOLDEN_SECTION) | 1;
    }

    /**
     * The preference lists that {@code choice} makes of the orders met.
     *
     * @param strideOf the stride for a number of places, a power of two
     */
    static PreferenceTable place(
            Topology topology,
            TokenRing ring,
            int replicas,
            IntUnaryOperator strideOf,
            Choice choice) {
        if (replicas < 1) {
            throw new IllegalArgumentException("at least one replica, not " + replicas);
        }
        List<NodeId> ids = topology.owners().stream().map(Member::id).toList();
        int slicesAPlace = slicesAPlace(ring);
        int[] nodes = nodes(ring, ids, slicesAPlace);
        int stride = strideOf.applyAsInt(nodes.length);
        int owners = Math.min(replicas, ids.size());
        int[] list = new int[Math.min(ids.size(), owners + ReplicaPlacement.MAX_FALLBACKS)];
        PreferenceList[] lists = new PreferenceList[nodes.length];
        int[] order = firstMet(nodes, ids.size(), stride);
        for (int step = nodes.length - 1; step >= 0; step--) {
            int place = step * stride & (nodes.length - 1);
            moveToFront(order, nodes[place]);
            choice.fill(order, list, owners);
            NodeId[] named = new NodeId[list.length];
            Arrays.setAll(named, i -> ids.get(list[i]));
            lists[place] = new PreferenceList(List.of(named), owners);
        }
        return PreferenceTable.build(slice -> lists[slice / slicesAPlace]);
    }

    /** The largest power of two on whose multiples all positions start. */
    private static int slicesAPlace(TokenRing ring) {
        int starts = Slices.COUNT;
        for (int position = 0; position < ring.size(); position++) {
            starts |= ring.start(position);
        }
        return Integer.lowestOneBit(starts);
    }

    /** The number of the node of every place. */
    private static int[] nodes(TokenRing ring, List<NodeId> ids, int slicesAPlace) {
        Map<NodeId, Integer> numbers = new HashMap<>();
        ids.forEach(id -> numbers.put(id, numbers.size()));
        int[] nodes = new int[Slices.COUNT / slicesAPlace];
        for (int position = 0; position < ring.size(); position++) {
            Integer number = numbers.get(ring.owner(position));
            if (number == null) {
                throw new IllegalArgumentException(
                        ring.owner(position) + " is on the ring but owns nothing");
            }
            int first = ring.start(position) / slicesAPlace;
            for (int i = 0; i < ring.length(position) / slicesAPlace; i++) {
                nodes[first + i & (nodes.length - 1)] = number;
            }
        }
        return nodes;
    }

    /** The order met from place 0 on; members without a place come last. */
    private static int[] firstMet(int[] nodes, int count, int stride) {
        int[] order = new int[count];
        boolean[] met = new boolean[count];
        int size = 0;
        for (int step = 0; step < nodes.length && size < count; step++) {
            int node = nodes[step * stride & (nodes.length - 1)];
            if (!met[node]) {
                met[node] = true;
                order[size++] = node;
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
    private static void moveToFront(int[] order, int node) {
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
