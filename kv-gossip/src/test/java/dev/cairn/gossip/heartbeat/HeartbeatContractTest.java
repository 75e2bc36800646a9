package dev.cairn.gossip.heartbeat;

import dev.cairn.api.spi.FailureDetector;
import dev.cairn.testkit.contract.FailureDetectorContract;

final class HeartbeatContractTest extends FailureDetectorContract {
    @Override
    protected FailureDetector open(FailureDetector.Env env) {
        return new HeartbeatPlugin().open(HeartbeatConfig.DEFAULTS, env);
    }
}
