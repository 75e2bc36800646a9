package dev.cairn.gossip.seeds;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.spi.SeedProvider;
import dev.cairn.testkit.contract.SeedProviderContract;
import java.util.List;

final class StaticSeedsContractTest extends SeedProviderContract {
    @Override
    protected SeedProvider open(List<Address> source) {
        List<String> texts = source.stream().map(Address::toString).toList();
        return new StaticSeedsPlugin().open(new StaticSeedsConfig(texts));
    }
}
