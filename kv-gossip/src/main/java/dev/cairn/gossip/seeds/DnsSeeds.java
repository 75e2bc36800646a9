package dev.cairn.gossip.seeds;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.spi.SeedProvider;
import dev.cairn.gossip.seeds.Resolver.Server;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Seeds from the domain name system, looked up at every call. */
final class DnsSeeds implements SeedProvider {
    private static final Comparator<Server> BEST_FIRST =
            Comparator.comparingInt(Server::priority)
                    .thenComparing(Comparator.comparingInt(Server::weight).reversed());

    private final List<Query> queries;
    private final Resolver resolver;

    DnsSeeds(DnsSeedsConfig config, Resolver resolver) {
        this.queries = config.names().stream().map(Query::parse).toList();
        this.resolver = resolver;
    }

    /** What to look up. */
    sealed interface Query {
        /** All addresses of a host, with a port. */
        record Host(Address address) implements Query {}

        /** All servers of a service. */
        record Service(String name) implements Query {}

        /** Reads either; throws {@link IllegalArgumentException}. */
        static Query parse(String text) {
            if (!text.startsWith("_")) {
                return new Host(Address.parse(text));
            }
            if (!text.matches("_[A-Za-z0-9-]+\\._(tcp|udp)\\.[A-Za-z0-9.-]+")) {
                throw new IllegalArgumentException(
                        "a service to look up is _SERVICE._tcp.NAME, not \"" + text + "\"");
            }
            return new Service(text);
        }
    }

    @Override
    public List<Address> seeds() {
        return queries.stream().flatMap(this::lookUp).distinct().toList();
    }

    private Stream<Address> lookUp(Query query) {
        return switch (query) {
            case Query.Host host ->
                    resolver.addresses(host.address().host()).stream()
                            .map(literal -> new Address(literal, host.address().port()));
            case Query.Service service ->
                    resolver.servers(service.name()).stream()
                            .sorted(BEST_FIRST)
                            .map(server -> new Address(server.host(), server.port()));
        };
    }
}
