package dev.cairn.server.plugin;

import dev.cairn.api.spi.Plugin;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Modules whose jars or folders stand on the class path, as those of a test do that its own module
 * does not require. {@link java.util.ServiceLoader} does not look into their descriptors; this
 * does.
 */
final class ClassPathModules {
    private final List<ModuleDescriptor> descriptors = new ArrayList<>();
    private final ClassLoader loader;

    /** The modules that {@code loader} sees; throws {@link PluginException}. */
    ClassPathModules(ClassLoader loader) {
        this.loader = loader;
        try {
            for (URL descriptor : Collections.list(loader.getResources("module-info.class"))) {
                try (InputStream in = descriptor.openStream()) {
                    descriptors.add(ModuleDescriptor.read(in));
                }
            }
        } catch (IOException unreadable) {
            throw new PluginException(
                    "the modules on the class path cannot be read: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    /** Their providers of a service, but for those that are real modules of the process. */
    List<PluginRegistry.Found> of(Service service) {
        List<PluginRegistry.Found> found = new ArrayList<>();
        for (ModuleDescriptor descriptor : descriptors) {
            for (ModuleDescriptor.Provides provides : descriptor.provides()) {
                if (provides.service().equals(service.provider().getName())) {
                    for (String name : provides.providers()) {
                        add(service, descriptor.name(), name, found);
                    }
                }
            }
        }
        return found;
    }

    private void add(
            Service service, String module, String name, List<PluginRegistry.Found> found) {
        try {
            Class<?> provider = Class.forName(name, true, loader);
            if (!provider.getModule().isNamed()) {
                Object made = provider.getConstructor().newInstance();
                found.add(new PluginRegistry.Found(service, (Plugin<?>) made, module));
            }
        } catch (ReflectiveOperationException broken) {
            throw new PluginException(
                    "a " + service.key() + " plugin cannot be loaded: " + broken, broken);
        }
    }
}
