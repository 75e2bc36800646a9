package dev.cairn.server.local;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.server.plugin.PluginRegistry;
import dev.cairn.server.plugin.Service;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.TreeMap;

/**
 * The default port of every client protocol that has one: the component {@code port} of its
 * configuration.
 */
public final class ProtocolPorts {
    private ProtocolPorts() {}

    /** Ports by protocol. */
    public static Map<String, Integer> of(PluginRegistry registry) {
        Map<String, Integer> ports = new TreeMap<>();
        for (PluginRegistry.Found found : registry.of(Service.PROTOCOL)) {
            ConfigType<?> config = found.plugin().config();
            for (RecordComponent component : config.type().getRecordComponents()) {
                if (component.getName().equals("port") && component.getType() == int.class) {
                    ports.put(found.plugin().name(), read(config, component));
                }
            }
        }
        return ports;
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
