package dev.cairn.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(120)
class ClusterCommandTest {
    private final Map<String, byte[]> pairs = new ConcurrentHashMap<>();
    private HttpServer node;
    private volatile boolean overloaded;

    @BeforeEach
    void startNode() throws IOException {
        node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        node.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        node.createContext("/v1/buckets/shop/keys/", this::answer);
        node.start();
    }

    @AfterEach
    void stopNode() {
        node.stop(0);
    }

    @Test
    void itFillsLoadsAndPrintsWhatItSaw() {
        StringWriter out = new StringWriter();
        assertThat(run(out)).isZero();
        assertThat(pairs).hasSize(20);
        assertThat(out.toString())
                .contains("fill: 20 operations", "load: 100 operations", "p99.9", "reads");
    }

    @Test
    void failuresAreToldAndMakeTheExitCode() {
        overloaded = true;
        StringWriter out = new StringWriter();
        assertThat(run(out, "--no-fill")).isEqualTo(1);
        assertThat(out.toString()).contains("100 × OVERLOADED");
    }

    private int run(StringWriter out, String... more) {
        CommandLine command = new CommandLine(new ClusterCommand());
        command.setOut(new PrintWriter(out, true));
        String arguments =
                "--protocol HTTP --endpoint 127.0.0.1:"
                        + node.getAddress().getPort()
                        + " -b shop --operations 100 --workers 4 --keys 20 "
                        + String.join(" ", more);
        return command.execute(arguments.strip().split(" "));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String key = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (overloaded) {
                exchange.sendResponseHeaders(429, -1);
            } else if (exchange.getRequestMethod().equals("PUT")) {
                pairs.put(key, body);
                exchange.sendResponseHeaders(204, -1);
            } else {
                byte[] value = pairs.get(key);
                exchange.sendResponseHeaders(value == null ? 404 : 200, -1);
            }
        }
    }
}
