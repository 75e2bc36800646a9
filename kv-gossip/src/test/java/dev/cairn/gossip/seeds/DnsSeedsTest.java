package dev.cairn.gossip.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.cluster.Address;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DnsSeedsTest {
    private final ZoneFile zone = new ZoneFile();

    private List<Address> lookUp(String... names) {
        return new DnsSeeds(new DnsSeedsConfig(List.of(names)), zone).seeds();
    }

    @Test
    void aHostStandsForAllItsAddresses() {
        zone.addresses.put("seeds.example.org", List.of("192.0.2.1", "2001:db8::1"));
        assertThat(lookUp("seeds.example.org:4700"))
                .containsExactly(new Address("192.0.2.1", 4700), new Address("2001:db8::1", 4700));
        assertThat(lookUp("unknown.example.org:4700")).isEmpty();
    }

    @Test
    void aServiceStandsForItsServersTheBestFirst() {
        zone.servers.add(new Resolver.Server(20, 5, "spare.example.org", 4700));
        zone.servers.add(new Resolver.Server(10, 1, "light.example.org", 4710));
        zone.servers.add(new Resolver.Server(10, 9, "heavy.example.org", 4720));
        assertThat(lookUp("_cairn._tcp.example.org"))
                .extracting(Address::host)
                .containsExactly("heavy.example.org", "light.example.org", "spare.example.org");
    }

    @Test
    void whatIsNeitherIsRefused() {
        for (String name : List.of("seeds.example.org", "_cairn.example.org", "_cairn._tcp.")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new DnsSeedsConfig(List.of(name)))
                    .withMessageContaining(name);
        }
    }

    @Test
    void recordsAreReadAsTheJdkWritesThem() {
        assertThat(DnsResolver.server("10 60 4700 n1.example.org."))
                .contains(new Resolver.Server(10, 60, "n1.example.org", 4700));
        assertThat(DnsResolver.server("10 60 port n1.example.org.")).isEmpty();
        assertThat(DnsResolver.server("10 60 4700 .")).as("no such service").isEmpty();
        assertThat(DnsResolver.server("")).isEmpty();
    }

    @Test
    void theSystemsResolverKnowsThisMachine() {
        DnsSeeds seeds =
                new DnsSeeds(new DnsSeedsConfig(List.of("127.0.0.1:4700")), new DnsResolver());
        assertThat(seeds.seeds()).containsExactly(new Address("127.0.0.1", 4700));
    }
}
