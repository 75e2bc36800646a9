package dev.cairn.lsm.compaction;

import dev.cairn.lsm.spi.CompactionStrategy;
import dev.cairn.lsm.spi.contract.CompactionStrategyContract;

final class SizeTieredContractTest extends CompactionStrategyContract {
    @Override
    protected CompactionStrategy strategy(long tableBytes) {
        return new SizeTiered.Provider().open(SizeTieredConfig.DEFAULT, tableBytes);
    }
}
