package dev.cairn.bench;

import dev.cairn.api.spi.Plugin;
import java.util.List;
import java.util.ServiceLoader;

/** Plugins by name. */
public final class Plugins {
    private Plugins() {}

    /**
     * The provider of {@code service} with this name; throws {@link IllegalArgumentException} that
     * lists those there are.
     */
    public static <P extends Plugin<?>> P find(Class<P> service, String name) {
        List<P> found =
                ServiceLoader.load(service).stream().map(ServiceLoader.Provider::get).toList();
        return found.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no "
                                        + service.getName()
                                        + " is named "
                                        + name
                                        + "; there are "
                                        + found.stream().map(Plugin::name).toList()));
    }
}
