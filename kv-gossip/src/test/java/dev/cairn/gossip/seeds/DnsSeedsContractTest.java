package dev.cairn.gossip.seeds;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.spi.SeedProvider;
import dev.cairn.testkit.contract.SeedProviderContract;
import java.util.List;

final class DnsSeedsContractTest extends SeedProviderContract {
    private final ZoneFile zone = new ZoneFile();

    @Override
    protected SeedProvider open(List<Address> source) {
        become(source);
        return new DnsSeeds(new DnsSeedsConfig(List.of("_cairn._tcp.example.org")), zone);
    }

    @Override
    protected boolean become(List<Address> source) {
        zone.servers.clear();
        for (Address address : source) {
            zone.servers.add(new Resolver.Server(1, 1, address.host(), address.port()));
        }
        return true;
    }

    @Override
    protected boolean lose() {
        zone.servers.clear();
        return true;
    }
}
