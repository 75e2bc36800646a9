package dev.cairn.server.wiring;

import dev.cairn.api.event.Event;
import dev.cairn.server.config.NodeConfig;
import dev.cairn.server.plugin.PluginRegistry;
import dev.cairn.server.plugin.Service;
import dev.cairn.server.wiring.StartException.Code;
import java.util.Optional;

/**
 * Whether the plugins that were chosen can work together. What was asked for and cannot be stops
 * the start; what is on by default and cannot be is off, and that is told.
 */
final class Combination {
    private Combination() {}

    /** Throws {@link StartException} naming both keys. */
    static void check(Means means) {
        NodeConfig config = means.config();
        String transport = config.plugins().chosen(Service.TRANSPORT).name();
        for (PluginRegistry.Found found : means.registry().of(Service.PROTOCOL)) {
            Optional<String> needed = means.plugins().missingTransport(found);
            if (needed.isEmpty() || !means.plugins().isWanted(found)) {
                continue;
            }
            String name = found.plugin().name();
            String key = "plugins.protocol." + name + ".enabled";
            String why =
                    "it is served on the port of transport "
                            + needed.get()
                            + ", and this node's transport is "
                            + transport;
            if (config.isWritten(key)) {
                throw new StartException(
                        Code.CONFIG,
                        key
                                + ": true cannot be: "
                                + why
                                + "; leave it out, or set transport: "
                                + needed.get());
            }
            means.events()
                    .emit(
                            new Event.Note(
                                    Event.Severity.INFO, "protocol " + name + " is off: " + why));
        }
    }
}
