package dev.cairn.lsm.filter;

import dev.cairn.lsm.spi.FilterPolicy;
import dev.cairn.lsm.spi.contract.FilterPolicyContract;

final class BloomContractTest extends FilterPolicyContract {
    @Override
    protected FilterPolicy policy() {
        return new BloomPolicy();
    }
}
