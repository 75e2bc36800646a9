package dev.cairn.server.local;

import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.Plugin;
import dev.cairn.api.spi.Transport;
import dev.cairn.server.plugin.PluginRegistry;
import dev.cairn.server.plugin.Service;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The default ports of a node.
 *
 * @param peers where other nodes meet it: the transport's
 * @param besidePeers the client protocols that are served there too, by name
 * @param own the ports of the others, by name: the component {@code port} of their configuration
 */
public record ProtocolPorts(int peers, List<String> besidePeers, SortedMap<String, Integer> own) {
    /** Copies both. */
    public ProtocolPorts {
        besidePeers = List.copyOf(besidePeers);
        own = new TreeMap<>(own);
    }

    /** The ports of a node with this transport. */
    public static ProtocolPorts of(
            PluginRegistry registry, Optional<Transport.Provider<?>> transport) {
        List<String> besidePeers = new ArrayList<>();
        SortedMap<String, Integer> own = new TreeMap<>();
        for (PluginRegistry.Found found : registry.of(Service.PROTOCOL)) {
            ClientProtocol.Provider<?> protocol = (ClientProtocol.Provider<?>) found.plugin();
            Optional<String> shared = protocol.transport();
            if (shared.isEmpty()) {
                portOf(protocol.config()).ifPresent(port -> own.put(protocol.name(), port));
            } else if (shared.equals(transport.map(Plugin::name))) {
                besidePeers.add(protocol.name());
            }
        }
        return new ProtocolPorts(
                transport.map(Transport.Provider::port).orElse(ClusterPlan.BASE_PORT),
                besidePeers,
                own);
    }

    private static Optional<Integer> portOf(ConfigType<?> config) {
        for (RecordComponent component : config.type().getRecordComponents()) {
            if (component.getName().equals("port") && component.getType() == int.class) {
                return Optional.of(read(config, component));
            }
        }
        return Optional.empty();
    }

    private static Integer read(ConfigType<?> config, RecordComponent component) {
        try {
            return (Integer)
                    config.lookup()
                            .unreflect(component.getAccessor())
                            .invoke((Object) config.defaults());
        } catch (Throwable broken) {
            throw new IllegalStateException(
                    "the port of " + config.type().getName() + " cannot be read", broken);
        }
    }
}
