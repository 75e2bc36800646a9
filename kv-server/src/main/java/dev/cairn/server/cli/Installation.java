package dev.cairn.server.cli;

import dev.cairn.server.plugin.PluginFolder;
import dev.cairn.server.plugin.PluginRegistry;
import java.util.Optional;

/** What is installed: the modules in {@code lib} and those an operator put into {@code plugins}. */
final class Installation {
    private Installation() {}

    /** Every plugin; throws {@link dev.cairn.server.plugin.PluginException}. */
    static PluginRegistry plugins(Surroundings surroundings) {
        ModuleLayer own =
                Optional.ofNullable(Installation.class.getModule().getLayer())
                        .orElseGet(ModuleLayer::boot);
        return PluginRegistry.of(PluginFolder.open(surroundings.home().resolve("plugins"), own));
    }
}
