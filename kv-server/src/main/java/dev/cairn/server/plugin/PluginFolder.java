package dev.cairn.server.plugin;

import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolutionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The installation's {@code plugins} folder: modules in a layer of their own above the server's, so
 * that what comes with the server and its start-up cache stay as they are.
 */
public final class PluginFolder {
    private PluginFolder() {}

    /**
     * The layer with the folder's modules; {@code parent} when there are none. Throws {@link
     * PluginException}.
     */
    public static ModuleLayer open(Path folder, ModuleLayer parent) {
        if (!Files.isDirectory(folder)) {
            return parent;
        }
        try {
            ModuleFinder finder = ModuleFinder.of(folder);
            Set<String> names =
                    finder.findAll().stream()
                            .map(ModuleReference::descriptor)
                            .map(descriptor -> descriptor.name())
                            .collect(Collectors.toSet());
            if (names.isEmpty()) {
                return parent;
            }
            Configuration configuration =
                    parent.configuration().resolve(finder, ModuleFinder.of(), names);
            return parent.defineModulesWithOneLoader(
                    configuration, ClassLoader.getSystemClassLoader());
        } catch (FindException | ResolutionException | LayerInstantiationException broken) {
            throw new PluginException(
                    "the plugins in " + folder + " cannot be loaded: " + broken.getMessage(),
                    broken);
        }
    }
}
