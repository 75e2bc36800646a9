package dev.cairn.ring.placement;

import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.ReplicaPlacement;
import dev.cairn.testkit.contract.ReplicaPlacementContract;

final class SimplePlacementTest extends ReplicaPlacementContract {
    @Override
    protected ReplicaPlacement open() {
        return new SimplePlugin().open(new NoConfig());
    }
}
