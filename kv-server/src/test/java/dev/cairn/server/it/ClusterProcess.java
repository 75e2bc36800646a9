package dev.cairn.server.it;

import static org.awaitility.Awaitility.await;

import dev.cairn.api.cluster.Address;
import dev.cairn.server.http.HttpConnection;
import dev.cairn.server.http.HttpConnection.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A local cluster of three, run by {@code kv start} in a process of its own. */
final class ClusterProcess implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final int basePort;
    private final Path out;
    private final Path err;
    private final Process process;

    /** Starts it, with these settings of its nodes, and waits until it says that it is ready. */
    ClusterProcess(Path folder, int basePort, String... settings) throws IOException {
        this.basePort = basePort;
        this.out = Files.createTempFile(folder, "start", ".out");
        this.err = Files.createTempFile(folder, "start", ".err");
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "start",
                                "--base-port",
                                Integer.toString(basePort),
                                "--set",
                                "buckets.registers.mode=linearizable"));
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        this.process = new Kv(folder).start(out, err, arguments.toArray(String[]::new));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("kv start ended: " + Files.readString(err));
                    }
                    return Files.readString(out).lines().anyMatch(line -> line.equals("ready"));
                });
    }

    /** Where node 1, 2 or 3 answers HTTP. */
    Address http(int node) {
        return new Address("127.0.0.1", basePort + 10 * (node - 1) + 3);
    }

    Reply exchange(int node, String method, String target, String body) throws IOException {
        return exchange(node, method, target, body, Map.of());
    }

    Reply exchange(int node, String method, String target, String body, Map<String, String> headers)
            throws IOException {
        try (HttpConnection connection = new HttpConnection(http(node), CONNECT, ANSWER)) {
            return connection.exchange(
                    method, target, headers, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The process of a node that this cluster has started. */
    ProcessHandle node(int number) {
        String config = "/n" + number + "/node.yaml";
        return process.descendants()
                .filter(child ->
                        child.info().arguments().map(List::of).orElse(List.of()).stream()
                                .anyMatch(argument -> argument.endsWith(config)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no process for n" + number));
    }

    /** What node {@code observer} thinks of {@code member}. */
    String liveness(int observer, String member) throws IOException {
        String status = exchange(observer, "GET", "/v1/members", "").text();
        String from = status.substring(status.indexOf("\"id\":\"" + member + "\""));
        return from.replaceFirst("(?s).*?\"liveness\":\"(\\w+)\".*", "$1");
    }

    String errors() throws IOException {
        return Files.readString(err);
    }

    Process process() {
        return process;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
