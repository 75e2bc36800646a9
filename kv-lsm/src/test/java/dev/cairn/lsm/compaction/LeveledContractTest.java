package dev.cairn.lsm.compaction;

import dev.cairn.lsm.spi.CompactionStrategy;
import dev.cairn.lsm.spi.contract.CompactionStrategyContract;

final class LeveledContractTest extends CompactionStrategyContract {
    @Override
    protected CompactionStrategy strategy(long tableBytes) {
        return new Leveled.Provider().open(LeveledConfig.DEFAULT, tableBytes);
    }
}
