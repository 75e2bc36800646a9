package dev.cairn.lsm;

import dev.cairn.api.spi.StorageEngine;
import dev.cairn.testkit.contract.DurableStorageEngineContract;

/** The engine with the default configuration: everything stays in the memtable and the log. */
final class LsmContractTest extends DurableStorageEngineContract {
    @Override
    protected StorageEngine open(StorageEngine.Env env) {
        return new LsmProvider().open(LsmConfig.DEFAULT, env);
    }
}
