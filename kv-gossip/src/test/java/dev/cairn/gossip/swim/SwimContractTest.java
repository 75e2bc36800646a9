package dev.cairn.gossip.swim;

import dev.cairn.api.spi.FailureDetector;
import dev.cairn.testkit.contract.FailureDetectorContract;

final class SwimContractTest extends FailureDetectorContract {
    @Override
    protected FailureDetector open(FailureDetector.Env env) {
        return new SwimPlugin().open(SwimConfig.DEFAULTS, env);
    }
}
