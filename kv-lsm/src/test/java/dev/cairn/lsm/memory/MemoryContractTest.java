package dev.cairn.lsm.memory;

import dev.cairn.api.spi.StorageEngine;
import dev.cairn.testkit.contract.StorageEngineContract;

/** The engine that keeps nothing. */
final class MemoryContractTest extends StorageEngineContract {
    @Override
    protected StorageEngine open(StorageEngine.Env env) {
        MemoryProvider provider = new MemoryProvider();
        return provider.open(provider.config().defaults(), env);
    }
}
