package com.example.longest;

import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.testkit.contract.ConflictResolverContract;

final class LongestContractTest extends ConflictResolverContract {
    @Override
    protected ConflictResolver open() {
        return new LongestProvider().open(new NoConfig());
    }
}
