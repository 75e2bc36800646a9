package dev.cairn.server.cli;

import dev.cairn.api.Key;
import dev.cairn.api.cluster.Address;
import dev.cairn.server.config.Values;
import dev.cairn.server.http.Percent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of every command that asks a node. */
final class ClientOptions {
    /** How results are shown. */
    enum Output {
        /** For people. */
        text,
        /** For programs. */
        json
    }

    @Option(
            names = "--endpoint",
            paramLabel = "HOST:PORT",
            split = ",",
            defaultValue = "${env:KV_ENDPOINT:-localhost:4703,localhost:4713,localhost:4723}",
            description =
                    "HTTP ports of nodes, the first that answers is asked (KV_ENDPOINT; default: ${DEFAULT-VALUE})")
    private List<String> endpoints = List.of();

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "how to show the result")
    private Output output = Output.text;

    @Option(
            names = "--timeout",
            paramLabel = "D",
            defaultValue = "10s",
            description = "how long to wait for an answer (default: ${DEFAULT-VALUE})")
    private String timeout = "10s";

    boolean json() {
        return output == Output.json;
    }

    NodeClient client() {
        List<Address> addresses = new ArrayList<>();
        try {
            endpoints.forEach(endpoint -> addresses.add(Address.parse(endpoint.strip())));
            Duration limit = Values.duration(timeout);
            return new NodeClient(addresses, limit.isZero() ? Duration.ofMillis(1) : limit);
        } catch (IllegalArgumentException malformed) {
            throw new CommandException(
                    "USAGE", Exit.USAGE, String.valueOf(malformed.getMessage()), malformed);
        }
    }

    /** The path of a key. */
    static String path(Key key) {
        return "/v1/buckets/"
                + Percent.encode(key.bucket())
                + "/keys/"
                + Percent.encode(key.bytes().toByteArray());
    }
}
