package dev.cairn.ring.vnode;

import dev.cairn.api.Key;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.ring.token.TokensForGood;
import dev.cairn.testkit.contract.PartitionerContract;
import java.util.Map;

final class VnodePartitionerTest extends PartitionerContract {
    @Override
    protected Partitioner open() {
        return new VnodePlugin().open(new NoConfig());
    }

    @Override
    protected Map<Key, Long> tokensForGood() {
        return TokensForGood.TOKENS;
    }

    @Override
    protected double shareTolerance() {
        return 0.10;
    }
}
