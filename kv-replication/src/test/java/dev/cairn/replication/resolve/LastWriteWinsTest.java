package dev.cairn.replication.resolve;

import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.testkit.contract.ConflictResolverContract;

class LastWriteWinsTest extends ConflictResolverContract {
    @Override
    protected ConflictResolver open() {
        return new LastWriteWinsProvider().open(new NoConfig());
    }
}
