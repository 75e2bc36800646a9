package dev.cairn.server.config;

import dev.cairn.api.spi.Plugin;
import dev.cairn.server.plugin.Service;
import java.util.Map;

/** The plugins a node uses and the configuration record of every plugin found. Immutable. */
public final class PluginSettings {
    private final Map<Service, Plugin<?>> chosen;
    private final Map<Plugin<?>, Record> records;

    PluginSettings(Map<Service, Plugin<?>> chosen, Map<Plugin<?>, Record> records) {
        this.chosen = Map.copyOf(chosen);
        this.records = Map.copyOf(records);
    }

    /** The plugin chosen for an exclusive service. */
    public Plugin<?> chosen(Service service) {
        Plugin<?> plugin = chosen.get(service);
        if (plugin == null) {
            throw new IllegalArgumentException(service + " is not exclusive");
        }
        return plugin;
    }

    /** The configuration of one plugin. */
    public <C extends Record> C of(Plugin<C> plugin) {
        Record record = records.get(plugin);
        if (record == null) {
            throw new IllegalArgumentException("no configuration was read for " + plugin.name());
        }
        return plugin.config().type().cast(record);
    }
}
