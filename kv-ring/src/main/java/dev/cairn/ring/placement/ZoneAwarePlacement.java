package dev.cairn.ring.placement;

import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.ReplicaPlacement;
import java.util.Map;

/**
 * Copies apart from each other as far as the zones allow.
 *
 * <p>Each next owner stands in the data centre that has fewest of the copies it is to have, there
 * in the rack that has fewest, and of all such nodes is the next one met on a golden {@link Tour}.
 * So the copies fill as many data centres as there are, in proportion to the counts asked for, and
 * in each as many racks. The lists for N and N + 1 copies differ by the one owner more. Fallbacks
 * follow in the order of the tour.
 */
public final class ZoneAwarePlacement implements ReplicaPlacement {
    private final Map<String, Integer> copies;

    /** All data centres alike. */
    public ZoneAwarePlacement() {
        this(Map.of());
    }

    /**
     * With counts.
     *
     * @param copies how many copies a data centre is to have, at least 1; 1 where not named
     */
    public ZoneAwarePlacement(Map<String, Integer> copies) {
        this.copies = Map.copyOf(copies);
    }

    @Override
    public PreferenceTable place(Topology topology, TokenRing ring, int replicas) {
        ZoneChoice zones = new ZoneChoice(topology.owners(), copies);
        return Tour.place(topology, ring, replicas, Tour::golden, zones);
    }
}
