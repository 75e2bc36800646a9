package dev.cairn.ring.placement;

import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.spi.ReplicaPlacement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies apart from each other as far as the zones allow.
 *
 * <p>Each next owner stands in the data centre that has the fewest owners so far, there in the rack
 * that has the fewest, and of all such nodes is the next one clockwise. So the copies fill as many
 * data centres as there are, evenly, and in each as many racks. The lists for N and N + 1 copies
 * differ by the one owner more. Fallbacks follow clockwise.
 */
public final class ZoneAwarePlacement implements ReplicaPlacement {
    /** A placement; it has no state. */
    public ZoneAwarePlacement() {}

    @Override
    public PreferenceTable place(Topology topology, TokenRing ring, int replicas) {
        Zones zones = new Zones(topology.owners());
        return ClockwiseOrder.place(
                topology, ring, replicas, order -> zones.spread(order, replicas));
    }

    /**
     * Which rack and data centre each node stands in, by number, and how many owners were chosen in
     * them.
     */
    private static final class Zones {
        private final int[] rackOf;
        private final int[] datacentreOf;
        private final int[] inRack;
        private final int[] inDatacentre;

        Zones(List<Member> members) {
            rackOf = new int[members.size()];
            datacentreOf = new int[members.size()];
            Map<Zone, Integer> racks = new HashMap<>();
            Map<String, Integer> datacentres = new HashMap<>();
            for (int node = 0; node < rackOf.length; node++) {
                Zone zone = members.get(node).zone();
                rackOf[node] = racks.computeIfAbsent(zone, _ -> racks.size());
                datacentreOf[node] =
                        datacentres.computeIfAbsent(zone.datacentre(), _ -> datacentres.size());
            }
            inRack = new int[racks.size()];
            inDatacentre = new int[datacentres.size()];
        }

        void spread(int[] order, int replicas) {
            if (inRack.length == 1) {
                return;
            }
            Arrays.fill(inRack, 0);
            Arrays.fill(inDatacentre, 0);
            for (int owners = 0; owners < Math.min(replicas, order.length); owners++) {
                int next = farthest(order, owners);
                int node = order[next];
                System.arraycopy(order, owners, order, owners + 1, next - owners);
                order[owners] = node;
                inRack[rackOf[node]]++;
                inDatacentre[datacentreOf[node]]++;
            }
        }

        /**
         * Where the next owner stands in {@code order}, whose first {@code owners} nodes are
         * chosen.
         */
        private int farthest(int[] order, int owners) {
            int best = owners;
            for (int i = owners; i < order.length; i++) {
                int node = order[i];
                int chosen = inDatacentre[datacentreOf[node]];
                if (chosen == 0) {
                    return i;
                }
                int bestChosen = inDatacentre[datacentreOf[order[best]]];
                if (chosen < bestChosen
                        || chosen == bestChosen
                                && inRack[rackOf[node]] < inRack[rackOf[order[best]]]) {
                    best = i;
                }
            }
            return best;
        }
    }
}
