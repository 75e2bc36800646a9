package dev.cairn.server.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.cluster.Address;
import dev.cairn.server.http.HttpCredentials;
import dev.cairn.server.http.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class BulkLoadTest {
    private static final String OK = "{\"status\":204}\n";
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir Path folder;

    private final List<String> told = new CopyOnWriteArrayList<>();

    private Path records(int count) throws IOException {
        String text =
                IntStream.range(0, count)
                        .mapToObj(i -> "key-" + i + "\tvalue " + i + "\n")
                        .collect(Collectors.joining());
        return Files.writeString(folder.resolve("records.tsv"), text);
    }

    private BulkLoad.Outcome load(Path file, Address node)
            throws IOException, InterruptedException {
        return load(file, node, LONG);
    }

    private BulkLoad.Outcome load(Path file, Address node, Duration patience)
            throws IOException, InterruptedException {
        BulkLoad.Plan plan =
                new BulkLoad.Plan(
                        file,
                        Format.TSV,
                        "b",
                        "/v1/batch",
                        List.of(node),
                        3,
                        LONG,
                        patience,
                        HttpCredentials.NONE,
                        true);
        return BulkLoad.run(plan, told::add, (progress, last) -> {});
    }

    private static String answers(String body, String answer) {
        return body.lines().map(line -> answer).collect(Collectors.joining());
    }

    /** The number of a batch's first key. */
    private static int firstKey(String body) {
        String key64 = body.replaceAll("(?s).*?\"key64\":\"([^\"]*)\".*", "$1");
        String key = new String(Base64.getDecoder().decode(key64), StandardCharsets.UTF_8);
        return Integer.parseInt(key.substring("key-".length()));
    }

    @Test
    void sendsEveryRecordOnce() throws IOException, InterruptedException {
        Map<String, Integer> seen = new ConcurrentHashMap<>();
        try (ScriptedServer server =
                new ScriptedServer(request -> {
                    request.body().lines().forEach(line -> seen.merge(line, 1, Integer::sum));
                    return ScriptedServer.ok(answers(request.body(), OK));
                })) {
            BulkLoad.Outcome outcome = load(records(1_234), server.address());
            assertThat(outcome.loaded()).isEqualTo(1_234);
            assertThat(outcome.failed()).isZero();
        }
        assertThat(seen).hasSize(1_234).allSatisfy((line, times) -> assertThat(times).isEqualTo(1));
        assertThat(folder.resolve("records.tsv.progress")).doesNotExist();
    }

    @Test
    void sendsAgainWhatTheNodeCouldNotTake() throws IOException, InterruptedException {
        AtomicInteger requests = new AtomicInteger();
        try (ScriptedServer server =
                new ScriptedServer(request -> {
                    String answer =
                            requests.incrementAndGet() <= 3
                                    ? "{\"status\":429,\"code\":\"OVERLOADED\",\"detail\":\"full\"}\n"
                                    : OK;
                    return ScriptedServer.ok(answers(request.body(), answer));
                })) {
            assertThat(load(records(500), server.address()).loaded()).isEqualTo(500);
        }
        assertThat(told).isEmpty();
    }

    @Test
    void tellsWhatTheNodeRefusesAndGoesOn() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("mixed.tsv"), "a\t1\nno tab\nbig\t2\nc\t3\n");
        try (ScriptedServer server =
                new ScriptedServer(request ->
                        ScriptedServer.ok(
                                OK
                                        + "{\"status\":413,\"code\":\"TOO_LARGE\",\"detail\":\"over 10 KiB\"}\n"
                                        + OK))) {
            BulkLoad.Outcome outcome = load(file, server.address());
            assertThat(outcome.loaded()).isEqualTo(2);
            assertThat(outcome.failed()).isEqualTo(2);
        }
        assertThat(told)
                .containsExactlyInAnyOrder(
                        "error: BAD_RECORD: line 2: there is no tab between key and value",
                        "error: TOO_LARGE: line 3: over 10 KiB");
    }

    @Test
    void goesOnWhereItEndedWhenTheNodesComeBack() throws IOException, InterruptedException {
        Path file = records(2_000);
        try (ScriptedServer server =
                new ScriptedServer(request ->
                        firstKey(request.body()) < 800
                                ? ScriptedServer.ok(answers(request.body(), OK))
                                : ScriptedServer.failure())) {
            assertThatThrownBy(() -> load(file, server.address(), Duration.ofMillis(300)))
                    .isInstanceOf(LoadException.class)
                    .hasMessageContaining(
                            "800 records are loaded; the same command goes on from there");
        }
        AtomicInteger lines = new AtomicInteger();
        try (ScriptedServer server =
                new ScriptedServer(request -> {
                    lines.addAndGet((int) request.body().lines().count());
                    return ScriptedServer.ok(answers(request.body(), OK));
                })) {
            BulkLoad.Outcome outcome = load(file, server.address());
            assertThat(outcome.resumedAt()).isEqualTo(Files.readString(file).indexOf("key-800\t"));
            assertThat(outcome.loaded()).isEqualTo(1_200);
            assertThat(lines).hasValue(1_200);
        }
    }
}
