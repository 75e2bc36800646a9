package dev.cairn.server.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.Watcher;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ClientConfig;
import dev.cairn.server.config.ConfigReader;
import dev.cairn.server.config.Layers;
import dev.cairn.server.http.HttpConnection;
import dev.cairn.server.http.HttpConnection.Reply;
import dev.cairn.server.http.HttpCredentials;
import dev.cairn.server.plugin.PluginRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes that talk over gRPC, at the port where their clients speak it too, and over TLS. */
@Timeout(120)
class GrpcClusterTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private static final Key KEY = new Key("default", Bytes.utf8("k"));

    @TempDir Path folder;

    private static Reply http(SecureNodes nodes, String node, String method, String target)
            throws Exception {
        try (HttpConnection connection =
                new HttpConnection(
                        nodes.address(node, "http"),
                        LIMIT,
                        LIMIT,
                        new HttpCredentials(Optional.of(nodes.trusting()), Optional.empty()))) {
            return connection.exchange(
                    method, target, Map.of(), "value".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static boolean succeeds(SecureNodes nodes, String node, String method, String target)
            throws Exception {
        try {
            return http(nodes, node, method, target).ok();
        } catch (IOException broken) {
            return false;
        }
    }

    @Test
    void serveAsTheyDoOverTheirOwnTransport() throws Exception {
        String all = "/v1/buckets/default/keys/k?consistency=ALL";
        String most = "/v1/buckets/default/keys/k?consistency=QUORUM";
        try (SecureNodes nodes = new SecureNodes(folder, "grpc", "n1", "n2", "n3")) {
            nodes.start();
            await().atMost(LIMIT).until(() -> succeeds(nodes, "n1", "PUT", all));
            assertThat(http(nodes, "n3", "GET", all).text()).isEqualTo("value");
            assertThat(nodes.address("n1", "grpc")).isEqualTo(nodes.address("n1", "peer"));
            theJavaClientReadsAndWatches(nodes);
            nodes.stop("n3");
            await().atMost(LIMIT).until(() -> succeeds(nodes, "n2", "PUT", most));
            assertThat(http(nodes, "n1", "GET", most).text()).isEqualTo("value");
        }
    }

    private static void theJavaClientReadsAndWatches(SecureNodes nodes) throws Exception {
        ClientConfig config =
                SecureNodes.patient(nodes.address("n2", "grpc"))
                        .over("grpc")
                        .withTls(nodes.trusting());
        BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
        try (CairnClient client = CairnClient.connect(config)) {
            assertThat(client.blocking().get(KEY).siblings().getFirst().value().utf8())
                    .isEqualTo("value");
            Watch watch = client.watch(WatchRequest.of(KEY), new Events(events));
            watch.next();
            assertThat(events.take()).isInstanceOf(WatchEvent.Changes.class);
            watch.next();
            client.blocking().put(KEY, Bytes.utf8("value"));
            WatchEvent.Changes told = (WatchEvent.Changes) events.take();
            while (told.changes().isEmpty()) { // So far has it come, and nothing has changed.
                watch.next();
                told = (WatchEvent.Changes) events.take();
            }
            assertThat(told.changes()).extracting(WatchEvent.Change::key).containsExactly(KEY);
        }
    }

    private record Events(BlockingQueue<WatchEvent> queue) implements Watcher {
        @Override
        public void event(WatchEvent event) {
            queue.add(event);
        }

        @Override
        public void ended(KvError error) {
            throw new AssertionError(error);
        }
    }

    @Test
    void areMetWhereClientsSpeakGrpcUnlessTheyAreToldAnotherPort() {
        PluginRegistry registry =
                PluginRegistry.of(ModuleLayer.boot(), GrpcClusterTest.class.getClassLoader());
        assertThat(port(registry)).isEqualTo(4700);
        assertThat(port(registry, "transport=grpc")).isEqualTo(4702);
        assertThat(port(registry, "transport=grpc", "node.port=4800")).isEqualTo(4800);
    }

    private static int port(PluginRegistry registry, String... settings) {
        return ConfigReader.read(Layers.of("", List.of(settings)), registry).node().port();
    }
}
