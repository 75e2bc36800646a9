package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.WatchPosition;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.cluster.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The README's example is the text between the two marks below, word for word but for the seeds.
 */
class ReadmeExampleTest {
    private static final Path README = Path.of("README.md");
    private static final Path SOURCE =
            Path.of("src/test/java/dev/cairn/client/ReadmeExampleTest.java");

    @Test
    void theExampleDoesWhatItSays() throws IOException {
        LoopbackNode.Store store = new LoopbackNode.Store();
        try (LoopbackNode one = new LoopbackNode("n1", store);
                LoopbackNode two = new LoopbackNode("n2", store)) {
            run(one.address(), two.address());
        }
        assertThat(store.pairs)
                .containsEntry(
                        new Key("default", Bytes.utf8("greeting")), Bytes.utf8("hello, world"));
    }

    @Test
    void theReadmeShowsWhatIsTested() throws IOException {
        String source = Files.readString(SOURCE);
        String tested =
                source.substring(
                        source.indexOf("// begin\n") + 9, source.indexOf("        // end\n"));
        String shown =
                tested.lines()
                        .map(line -> line.isBlank() ? line : line.substring(8))
                        .map(line ->
                                line.replace(
                                        "(seed, other)",
                                        "(Address.parse(\"localhost:4700\"), Address.parse(\"localhost:4710\"))"))
                        .collect(Collectors.joining("\n", "```java\n", "\n```"));
        assertThat(Files.readString(README)).contains(shown);
    }

    private static void run(Address seed, Address other) {
        List<BatchResult> results = new ArrayList<>();
        List<WatchPosition> positions = new ArrayList<>();
        Key old = new Key("default", Bytes.utf8("old"));
        // begin
        ClientConfig config = ClientConfig.of(seed, other);
        try (CairnClient client = CairnClient.connect(config)) {
            Key key = new Key("default", Bytes.utf8("greeting"));

            // Asynchronous: a CompletionStage for each call, many in flight on one connection.
            String said =
                    client.put(key, Bytes.utf8("hello"))
                            .thenCompose(written -> client.get(key))
                            .thenApply(read -> read.siblings().getFirst().value().utf8())
                            .toCompletableFuture()
                            .join();

            // Blocking: the same calls for callers that wait.
            BlockingClient blocking = client.blocking();
            ReadResult read = blocking.get(key);
            blocking.put(PutRequest.of(key, Bytes.utf8(said + ", world")).after(read.context()));

            // Many at once, each with a result of its own.
            results.addAll(blocking.batch(List.of(BatchItem.get(key), BatchItem.delete(old))));

            // Changes as they come; from its position a later watch goes on.
            try (BlockingWatch watch = blocking.watch(WatchRequest.of("default"))) {
                WatchEvent event = watch.next();
                positions.add(event.position());
            }
        }
        // end
        assertThat(results).hasSize(2).noneMatch(BatchResult.Failed.class::isInstance);
        assertThat(positions).hasSize(1);
    }
}
