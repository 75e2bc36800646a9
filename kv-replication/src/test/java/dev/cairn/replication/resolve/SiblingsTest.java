package dev.cairn.replication.resolve;

import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.testkit.contract.ConflictResolverContract;

class SiblingsTest extends ConflictResolverContract {
    @Override
    protected ConflictResolver open() {
        return new SiblingsProvider().open(new NoConfig());
    }
}
