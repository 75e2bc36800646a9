package dev.cairn.server.plugin;

import dev.cairn.api.spi.Plugin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Every plugin there is, by service and name. Immutable; an object, so that tests and tools make
 * their own.
 */
public final class PluginRegistry {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]+");

    private final Map<Service, SortedMap<String, Found>> byService = new EnumMap<>(Service.class);

    /**
     * One plugin.
     *
     * @param service what it provides
     * @param plugin the provider
     * @param module the module it comes from
     */
    public record Found(Service service, Plugin<?> plugin, String module) {}

    /** A registry of these plugins; throws {@link PluginException} when two have one name. */
    public PluginRegistry(Collection<Found> plugins) {
        for (Found found : plugins) {
            String name = found.plugin().name();
            if (!NAME.matcher(name).matches()) {
                throw new PluginException(
                        describe(found) + " is called \"" + name + "\"; a name has a-z 0-9 - only");
            }
            Found other =
                    byService
                            .computeIfAbsent(found.service(), service -> new TreeMap<>())
                            .putIfAbsent(name, found);
            if (other != null) {
                throw new PluginException(
                        "there are two "
                                + found.service().key()
                                + " plugins called \""
                                + name
                                + "\": "
                                + describe(other)
                                + " and "
                                + describe(found));
            }
        }
    }

    /** The plugins of a layer of modules and of the layers below it. */
    public static PluginRegistry of(ModuleLayer layer) {
        return new PluginRegistry(modular(layer));
    }

    /** The same, and those of the modules that stand on a class path. */
    public static PluginRegistry of(ModuleLayer layer, ClassLoader classPath) {
        List<Found> plugins = modular(layer);
        ClassPathModules further = new ClassPathModules(classPath);
        for (Service service : Service.values()) {
            plugins.addAll(further.of(service));
        }
        return new PluginRegistry(plugins);
    }

    private static List<Found> modular(ModuleLayer layer) {
        List<Found> plugins = new ArrayList<>();
        for (Service service : Service.values()) {
            try {
                ServiceLoader.load(layer, service.provider()).stream()
                        .map(provider -> found(service, provider))
                        .forEach(plugins::add);
            } catch (ServiceConfigurationError broken) {
                throw new PluginException(
                        "a " + service.key() + " plugin cannot be loaded: " + broken.getMessage(),
                        broken);
            }
        }
        return plugins;
    }

    private static Found found(Service service, ServiceLoader.Provider<?> provider) {
        String module = String.valueOf(provider.type().getModule().getName());
        return new Found(service, (Plugin<?>) provider.get(), module);
    }

    /** The plugins of a service, in the order of their names. */
    public Collection<Found> of(Service service) {
        return named(service).values();
    }

    /** The names of a service's plugins. */
    public Set<String> names(Service service) {
        return named(service).keySet();
    }

    /** The plugin of that name. */
    public Optional<Plugin<?>> find(Service service, String name) {
        return Optional.ofNullable(named(service).get(name)).map(Found::plugin);
    }

    private SortedMap<String, Found> named(Service service) {
        return byService.getOrDefault(service, Collections.emptySortedMap());
    }

    private static String describe(Found found) {
        return found.plugin().getClass().getName() + " of " + found.module();
    }
}
