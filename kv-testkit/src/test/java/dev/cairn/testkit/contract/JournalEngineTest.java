package dev.cairn.testkit.contract;

import dev.cairn.api.spi.StorageEngine;
import dev.cairn.testkit.contract.JournalEngine.Flaw;

final class JournalEngineTest extends DurableStorageEngineContract {
    @Override
    protected StorageEngine open(StorageEngine.Env env) {
        return new JournalEngine(env, Flaw.NONE);
    }
}
