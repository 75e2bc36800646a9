package dev.cairn.server.wiring;

import dev.cairn.api.env.Machine;
import dev.cairn.api.spi.NodeProvider;
import dev.cairn.server.config.ConfigReader;
import dev.cairn.server.config.Layers;
import dev.cairn.server.config.NodeConfig;
import dev.cairn.server.plugin.PluginRegistry;
import java.util.Optional;

/** {@link NodeProvider} with every plugin on the module path and the class path. */
public final class AssembledNodes implements NodeProvider {
    private final PluginRegistry registry;

    /** For {@link java.util.ServiceLoader}. */
    public AssembledNodes() {
        ModuleLayer own =
                Optional.ofNullable(AssembledNodes.class.getModule().getLayer())
                        .orElseGet(ModuleLayer::boot);
        this.registry = PluginRegistry.of(own, AssembledNodes.class.getClassLoader());
    }

    /**
     * Throws {@link dev.cairn.server.config.ConfigException}, {@link StartException} and {@link
     * dev.cairn.api.spi.StorageException}.
     */
    @Override
    public StartedNode start(Configuration configuration, Machine machine) {
        Layers layers = Layers.of(configuration.yaml(), configuration.settings());
        NodeConfig config = ConfigReader.read(layers, registry);
        return NodeAssembly.startWithoutClients(
                config, registry, machine, configuration.bootstrap(), SoftwareVersion.current());
    }
}
