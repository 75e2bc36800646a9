package dev.cairn.server.cli;

import dev.cairn.api.Key;
import dev.cairn.api.cluster.Address;
import dev.cairn.server.config.Values;
import dev.cairn.server.http.Percent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of every command that asks a node. */
final class ClientOptions {
    private static final String HTTPS = "https://";

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

    @Mixin private final CredentialOptions credentials = new CredentialOptions();

    boolean json() {
        return output == Output.json;
    }

    NodeClient client() {
        List<Address> addresses = new ArrayList<>();
        boolean https = endpoints.stream().anyMatch(endpoint -> endpoint.strip().startsWith(HTTPS));
        try {
            endpoints.forEach(endpoint -> addresses.add(address(endpoint.strip())));
            Duration limit = Values.duration(timeout);
            return new NodeClient(
                    addresses,
                    limit.isZero() ? Duration.ofMillis(1) : limit,
                    credentials.read(https));
        } catch (IllegalArgumentException malformed) {
            throw new CommandException(
                    "USAGE", Exit.USAGE, String.valueOf(malformed.getMessage()), malformed);
        }
    }

    private static Address address(String endpoint) {
        return Address.parse(
                endpoint.startsWith(HTTPS) ? endpoint.substring(HTTPS.length()) : endpoint);
    }

    /** The path of a key. */
    static String path(Key key) {
        return "/v1/buckets/"
                + Percent.encode(key.bucket())
                + "/keys/"
                + Percent.encode(key.bytes().toByteArray());
    }
}
