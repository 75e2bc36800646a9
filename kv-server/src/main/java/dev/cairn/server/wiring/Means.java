package dev.cairn.server.wiring;

import dev.cairn.api.env.Machine;
import dev.cairn.api.event.EventSink;
import dev.cairn.server.config.NodeConfig;
import dev.cairn.server.plugin.PluginRegistry;

/**
 * What a node is made with.
 *
 * @param config what it was told
 * @param registry where its plugins are
 * @param plugins those that were chosen
 * @param version the software version it tells others
 * @param machine what it runs on
 * @param closing what was opened so far
 */
record Means(
        NodeConfig config,
        PluginRegistry registry,
        ChosenPlugins plugins,
        String version,
        Machine machine,
        Closing closing) {
    EventSink events() {
        return machine.events();
    }
}
