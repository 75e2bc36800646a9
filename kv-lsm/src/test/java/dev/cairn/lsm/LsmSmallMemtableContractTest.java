package dev.cairn.lsm;

import dev.cairn.api.spi.StorageEngine;
import dev.cairn.testkit.contract.DurableStorageEngineContract;

/**
 * The engine with memtables of one chunk and no block cache: most data goes through tables and
 * compactions.
 */
final class LsmSmallMemtableContractTest extends DurableStorageEngineContract {
    @Override
    protected StorageEngine open(StorageEngine.Env env) {
        return new LsmProvider()
                .open(
                        LsmConfig.DEFAULT
                                .withMemtableBytes(LsmConfig.LEAST_MEMTABLE_BYTES)
                                .withCacheBytes(0),
                        env);
    }
}
