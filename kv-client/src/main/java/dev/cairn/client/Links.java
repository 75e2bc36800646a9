package dev.cairn.client;

import dev.cairn.api.spi.ClientLink;
import dev.cairn.client.connection.Connection;
import dev.cairn.client.connection.Connections;
import dev.cairn.client.connection.Entry;
import java.util.List;
import java.util.ServiceLoader;

/** How connections are made: natively here, otherwise by a module that is found. */
final class Links {
    private Links() {}

    /** What opens connections by the configuration; throws {@link IllegalArgumentException}. */
    static Connections.Opener opener(ClientConfig config) {
        if (config.protocol().equals(ClientConfig.NATIVE)) {
            Entry entry = new Entry(config.tls(), config.credentials());
            return node ->
                    Connection.open(node, config.attemptTimeout(), config.maxInFlight(), entry);
        }
        ClientLink.Provider provider = provider(config.protocol());
        ClientLink.Terms terms =
                new ClientLink.Terms(
                        config.attemptTimeout(),
                        config.maxInFlight(),
                        config.tls(),
                        config.credentials());
        return node -> provider.open(node, terms);
    }

    private static ClientLink.Provider provider(String name) {
        List<ClientLink.Provider> all =
                ServiceLoader.load(ClientLink.Provider.class, Links.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
        return all.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "nothing here speaks \""
                                        + name
                                        + "\"; there are native"
                                        + all.stream()
                                                .map(provider -> ", " + provider.name())
                                                .reduce("", String::concat)));
    }
}
