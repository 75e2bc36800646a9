package dev.cairn.ring.placement;

import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.ReplicaPlacement;

/** The next distinct nodes clockwise, wherever they stand (section 4.3 of the Dynamo paper). */
final class SimplePlacement implements ReplicaPlacement {
    @Override
    public PreferenceTable place(Topology topology, TokenRing ring, int replicas) {
        return Tour.place(
                topology,
                ring,
                replicas,
                Tour::clockwise,
                (order, list, owners) -> System.arraycopy(order, 0, list, 0, list.length));
    }
}
