package dev.cairn.server.cli;

import dev.cairn.server.http.HttpConnection.Reply;
import dev.cairn.server.plugin.PluginRegistry;
import dev.cairn.server.plugin.Service;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kv plugins}: a node's plugins and which it uses, or what this installation has. */
@Command(
        name = "plugins",
        description = "Lists the plugins of a node and which are active.",
        sortOptions = false)
final class PluginsCommand implements Callable<Integer> {
    @Option(
            names = "--installed",
            description = "list this installation's plugins instead; asks no node")
    private boolean installed;

    @Mixin private final ClientOptions options = new ClientOptions();

    private final Surroundings surroundings;

    PluginsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String plugins = installed ? installed() : asked();
        if (options.json()) {
            System.out.println(plugins);
            return Exit.DONE;
        }
        TextTable table = new TextTable("SERVICE", "NAME", "ACTIVE", "MODULE");
        for (Json plugin : Json.parse(plugins).get("plugins").items()) {
            String active = plugin.get("active").text();
            table.row(
                    plugin.get("service").text(),
                    plugin.get("name").text(),
                    active.equals("true") ? "yes" : active.equals("false") ? "no" : "-",
                    plugin.get("module").text());
        }
        table.print(System.out);
        return Exit.DONE;
    }

    private String asked() {
        Reply reply = options.client().expectOk("GET", "/v1/plugins", Map.of(), new byte[0]);
        return reply.text();
    }

    private String installed() {
        PluginRegistry registry = Installation.plugins(surroundings);
        StringBuilder json = new StringBuilder("{\"plugins\":[");
        String separator = "";
        for (Service service : Service.values()) {
            for (PluginRegistry.Found found : registry.of(service)) {
                json.append(separator)
                        .append("{\"service\":")
                        .append(Json.quoted(service.key()))
                        .append(",\"name\":")
                        .append(Json.quoted(found.plugin().name()))
                        .append(",\"module\":")
                        .append(Json.quoted(found.module()))
                        .append("}");
                separator = ",";
            }
        }
        return json.append("]}").toString();
    }
}
