package dev.cairn.ring.placement;

import dev.cairn.api.spi.ReplicaPlacement;
import dev.cairn.testkit.contract.ReplicaPlacementContract;

final class ZoneAwarePlacementTest extends ReplicaPlacementContract {
    @Override
    protected ReplicaPlacement open() {
        return new ZoneAwarePlugin().open(ZoneAwareConfig.DEFAULTS);
    }
}
