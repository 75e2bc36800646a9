package dev.cairn.server.cli;

import dev.cairn.api.cluster.Address;
import dev.cairn.server.http.HttpConnection;
import dev.cairn.server.http.HttpConnection.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kv health}: each endpoint's readiness; fails when none is ready. */
@Command(
        name = "health",
        description = "Asks every endpoint whether it is ready.",
        sortOptions = false)
final class HealthCommand implements Callable<Integer> {
    @Mixin private final ClientOptions options = new ClientOptions();

    @Override
    public Integer call() {
        NodeClient client = options.client();
        Map<Address, String> states = new LinkedHashMap<>();
        client.endpoints().forEach(endpoint -> states.put(endpoint, state(client, endpoint)));
        if (options.json()) {
            List<String> members = new ArrayList<>();
            states.forEach((endpoint, state) ->
                    members.add(Json.quoted(endpoint.toString()) + ":" + Json.quoted(state)));
            System.out.println(members.stream().collect(Collectors.joining(",", "{", "}")));
        } else {
            states.forEach((endpoint, state) -> System.out.println(endpoint + " " + state));
        }
        return states.containsValue("ready") ? Exit.DONE : Exit.UNAVAILABLE;
    }

    private static String state(NodeClient client, Address endpoint) {
        try (HttpConnection connection = client.connect(endpoint)) {
            Reply reply = connection.exchange("GET", "/health/ready", Map.of(), new byte[0]);
            return reply.ok() ? "ready" : "not-ready";
        } catch (IOException unreachable) {
            return "unreachable";
        }
    }
}
