package dev.cairn.transport.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.testkit.contract.ThreadLane;
import dev.cairn.testkit.service.MemoryKeyValues;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import dev.cairn.transport.netty.http.HttpReader.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NoLeaks
@Timeout(120)
final class BatchTest {
    private static final int IN_FLIGHT = 16;
    private static final int MAX_BODY = 1024;

    private final ThreadLane lane = new ThreadLane(0);
    private final ScheduledThreadPoolExecutor late = new ScheduledThreadPoolExecutor(1);
    private final MemoryKeyValues data =
            new MemoryKeyValues(task ->
                    late.schedule(
                            task, ThreadLocalRandom.current().nextInt(500), TimeUnit.MICROSECONDS));
    private ClientProtocol server;
    private RawHttp client;

    @BeforeEach
    void start() throws IOException {
        server =
                new HttpProvider()
                        .start(
                                new HttpConfig(
                                        true,
                                        0,
                                        10,
                                        16 * 1024,
                                        MAX_BODY,
                                        IN_FLIGHT,
                                        Duration.ofSeconds(20)),
                                data,
                                new FixedAdmin(),
                                new ClientProtocol.Env(
                                        "127.0.0.1",
                                        List.of(lane),
                                        Runnable::run,
                                        "0.1",
                                        event -> {}));
        client = new RawHttp(server.address());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
        lane.close();
        late.shutdownNow();
        assertThat(lane.failures()).isEmpty();
    }

    private List<String> results(String target, String body) throws IOException {
        Reply reply = client.request("POST", target, body);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/x-ndjson");
        return reply.body().lines().toList();
    }

    @Test
    void everyLineIsAnsweredInItsPlace() throws IOException {
        data.conflict(new Key("b", Bytes.utf8("two")), "x", "y");
        List<String> results =
                results(
                        "/v1/batch",
                        """
                        {"op":"put","bucket":"b","key":"a","value":"aGk=","ttl":"5s","operation":"mine"}

                        {"op":"get","bucket":"b","key64":"YQ=="}
                        {"op":"get","bucket":"b","key":"two"}
                        {"op":"delete","bucket":"b","key":"a"}
                        {"op":"get","bucket":"b","key":"a"}
                        {"op":"get","key":"fail:a"}
                        {"op":"put","key":"t","text":"caf\\u00e9"}\
                        """);
        assertThat(results).hasSize(7);
        assertThat(results.get(0))
                .startsWith("{\"line\":1,\"status\":204,\"context\":\"")
                .contains("\"operation\":\"mine\"");
        assertThat(results.get(1))
                .startsWith(
                        "{\"line\":2,\"status\":200,\"value\":\"aGk=\",\"clock\":{\"n1\":2},\"context\":");
        assertThat(results.get(2))
                .startsWith("{\"line\":3,\"status\":300,\"siblings\":[{\"value\":\"eA==\"");
        assertThat(results.get(3)).startsWith("{\"line\":4,\"status\":204");
        assertThat(results.get(4)).startsWith("{\"line\":5,\"status\":404,\"code\":\"NOT_FOUND\"");
        assertThat(results.get(5))
                .isEqualTo(
                        "{\"line\":6,\"status\":503,\"code\":\"UNAVAILABLE\",\"detail\":\"1 of 2 replicas answered\"}");
        assertThat(data.value(new Key("default", Bytes.utf8("t")))).isEqualTo(Bytes.utf8("café"));
    }

    @Test
    void badLinesAreAnsweredAndTheOthersGoOn() throws IOException {
        String tooLong = "x".repeat(40_000);
        List<String> results =
                results(
                        "/v1/batch",
                        "{\n[]\n{\"op\":\"move\",\"key\":\"a\"}\n{\"op\":\"put\",\"key\":\"a\"}\n{\"op\":\"get\",\"key\":\"\"}\n"
                                + "{\"op\":\"get\",\"key\":7}\n{\"op\":\"get\",\"key\":\"a\",\"colour\":\"red\"}\n"
                                + "{\"op\":\"put\",\"key\":\"a\",\"value\":\"*\"}\n{} {}\n"
                                + "{\"op\":\"put\",\"key\":\"a\",\"text\":\""
                                + tooLong
                                + "\"}\n"
                                + "{\"op\":\"put\",\"key\":\"a\",\"text\":\"v\"}\n"
                                + tooLong);
        assertThat(results).hasSize(12);
        assertThat(results.subList(0, 9))
                .allMatch(line -> line.contains("\"status\":400,\"code\":\"BAD_REQUEST\""));
        assertThat(results.get(9)).contains("\"status\":413,\"code\":\"TOO_LARGE\"");
        assertThat(results.get(10)).contains("\"line\":11,\"status\":204");
        assertThat(results.get(11)).contains("\"line\":12,\"status\":413");
    }

    @Test
    void manyLinesRunAtOnceAndStayInOrder() throws IOException {
        StringBuilder lines = new StringBuilder();
        int count = 2_000;
        for (int i = 0; i < count; i++) {
            lines.append("{\"op\":\"put\",\"bucket\":\"b\",\"key\":\"k")
                    .append(i % 500)
                    .append("\",\"text\":\"")
                    .append(i)
                    .append("\"}\n");
        }
        List<String> results = results("/v1/batch?w=ONE", lines.toString());
        assertThat(results).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(results.get(i)).startsWith("{\"line\":" + (i + 1) + ",\"status\":204");
        }
        for (int i = 0; i < 500; i++) {
            assertThat(data.value(new Key("b", Bytes.utf8("k" + i))))
                    .isEqualTo(Bytes.utf8("" + (1_500 + i)));
        }
        assertThat(data.mostInFlight()).isBetween(2, IN_FLIGHT);
        assertThat(((PutRequest) data.requests.peek()).options().consistency())
                .contains(Consistency.Level.ONE);
    }

    @Test
    void resultsComeWhileTheBodyStillGoes() throws IOException {
        client.send("POST /v1/batch HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        String first = "{\"op\":\"put\",\"key\":\"a\",\"text\":\"1\"}\n";
        client.send(Integer.toHexString(first.length()) + "\r\n" + first + "\r\n");
        while (!data.holds(new Key("default", Bytes.utf8("a")))) {
            Thread.onSpinWait();
        }
        client.send("0\r\n\r\n");
        assertThat(client.reply(false).body().lines()).hasSize(1);
    }

    @Test
    void anEmptyBatchHasNoResultsAndTheConnectionGoesOn() throws IOException {
        assertThat(results("/v1/batch", "")).isEmpty();
        assertThat(results("/v1/batch", "\n\r\n")).isEmpty();
        assertThat(client.request("GET", "/health/live", "").status()).isEqualTo(200);
    }

    @Test
    void badParametersRefuseTheWholeBatch() throws IOException {
        assertThat(client.request("POST", "/v1/batch?consistency=MOST", "{}").status())
                .isEqualTo(400);
        client.send("POST /v1/batch HTTP/1.0\r\nContent-Length: 0\r\n\r\n");
        assertThat(client.reply(false).status()).isEqualTo(400);
    }

    @Test
    void aBatchThatIsCutOffLeavesNothingBehind() throws IOException {
        client.send(
                "POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{\"op\":\"put\",\"key\":\"a\",\"te");
        client.close();
        client = new RawHttp(server.address());
        assertThat(client.request("GET", "/health/live", "").status()).isEqualTo(200);
    }
}
