package dev.cairn.replication.quorum;

import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.ConsistencyPolicy;
import dev.cairn.testkit.contract.ConsistencyPolicyContract;

class QuorumContractTest extends ConsistencyPolicyContract {
    @Override
    protected ConsistencyPolicy open() {
        return new QuorumPolicyProvider().open(new NoConfig());
    }
}
