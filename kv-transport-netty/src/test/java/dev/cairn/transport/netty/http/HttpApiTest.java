package dev.cairn.transport.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Condition;
import dev.cairn.api.Consistency;
import dev.cairn.api.Context;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ETag;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.PutRequest;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.testkit.contract.ThreadLane;
import dev.cairn.testkit.service.MemoryKeyValues;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import dev.cairn.transport.netty.http.HttpReader.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API over real sockets, the data service answering late on another thread. */
@NoLeaks
@Timeout(120)
final class HttpApiTest {
    private static final String RECEIPT =
            "{\"required\":2,\"epoch\":7,\"sloppy\":false,\"durable\":true,\"replicas\":["
                    + "{\"node\":\"n1\",\"zone\":\"dc1/r1\",\"durable\":true},"
                    + "{\"node\":\"n2\",\"zone\":\"dc1/r2\",\"durable\":true}]}";

    private final List<ThreadLane> lanes = ThreadLane.start(2);
    private final ScheduledThreadPoolExecutor late = new ScheduledThreadPoolExecutor(1);
    private final MemoryKeyValues data =
            new MemoryKeyValues(task -> late.schedule(task, 300, TimeUnit.MICROSECONDS));
    private final FixedAdmin admin = new FixedAdmin();
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();
    private ClientProtocol server;
    private RawHttp client;

    @BeforeEach
    void start() throws IOException {
        server = start(0);
        client = new RawHttp(server.address());
    }

    private ClientProtocol start(int port) throws IOException {
        return new HttpProvider()
                .start(
                        new HttpConfig(
                                true, port, 100, 16 * 1024, 8 * 1024, 16, Duration.ofSeconds(20)),
                        data,
                        admin,
                        new ClientProtocol.Env(
                                "127.0.0.1",
                                List.copyOf(lanes),
                                Runnable::run,
                                "0.1",
                                events::add));
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
        lanes.forEach(ThreadLane::close);
        late.shutdownNow();
        lanes.forEach(lane -> assertThat(lane.failures()).isEmpty());
        assertThat(events).isEmpty();
    }

    private Reply get(String target) throws IOException {
        return client.request("GET", target, "");
    }

    private static Key key(String text) {
        return new Key("b", Bytes.utf8(text));
    }

    @Test
    void whatIsPutIsReadWithItsContextClockAndReceipt() throws IOException {
        Reply put = client.request("PUT", "/v1/buckets/b/keys/a", "hello");
        assertThat(put.status()).isEqualTo(204);
        assertThat(put.header("KV-Operation")).isEqualTo("op-1");
        Reply read = get("/v1/buckets/b/keys/a");
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.body()).isEqualTo("hello");
        assertThat(read.header("Content-Type")).isEqualTo("application/octet-stream");
        for (Reply each : List.of(put, read)) {
            assertThat(each.header("KV-Context"))
                    .isEqualTo(new Context(Bytes.utf8("seen 1")).toString());
            assertThat(each.header("KV-Clock")).isEqualTo("{\"n1\":1}");
            assertThat(each.header("KV-Receipt")).isEqualTo(RECEIPT);
        }
        assertThat(read.header("ETag")).isEqualTo('"' + read.header("KV-Context") + '"');
        assertThat(client.request("DELETE", "/v1/buckets/b/keys/a", "").status()).isEqualTo(204);
        assertThat(client.request("DELETE", "/v1/buckets/b/keys/a", "").status()).isEqualTo(204);
        assertThat(get("/v1/buckets/b/keys/a").status()).isEqualTo(404);
    }

    @Test
    void keysAreAnyPercentEncodedBytesAndValuesAnyBytes() throws IOException {
        byte[] value = new byte[256];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) i;
        }
        client.send(
                "PUT /v1/buckets/b/keys/%00%2F%ff+%41 HTTP/1.1\r\nHost: x\r\nContent-Length: 256\r\n\r\n");
        client.send(value);
        assertThat(client.reply(false).status()).isEqualTo(204);
        Key key = new Key("b", Bytes.wrap(new byte[] {0, '/', (byte) 0xff, '+', 'A'}));
        assertThat(data.value(key)).isEqualTo(Bytes.wrap(value));
        assertThat(get("/v1/buckets/b/keys/%00%2f%FF%2bA").body())
                .isEqualTo(new String(value, java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    @Test
    void concurrentValuesAreAllShown() throws IOException {
        data.conflict(key("a"), "x", "y");
        Reply reply = get("/v1/buckets/b/keys/a");
        assertThat(reply.status()).isEqualTo(300);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.body())
                .isEqualTo(
                        "{\"siblings\":["
                                + "{\"value\":\"eA==\",\"clock\":{\"n1\":1},\"timestamp\":1700000000000},"
                                + "{\"value\":\"eQ==\",\"clock\":{\"n2\":1},\"timestamp\":1700000000000}],"
                                + "\"context\":\""
                                + reply.header("KV-Context")
                                + "\"}");
    }

    @Test
    void whatIsNotThereIsAProblemWithAContext() throws IOException {
        Reply reply = get("/v1/buckets/b/keys/a");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.header("KV-Context")).isNotEmpty();
        assertThat(reply.body())
                .isEqualTo(
                        "{\"type\":\"about:blank\",\"title\":\"There is no such thing\",\"status\":404,"
                                + "\"code\":\"NOT_FOUND\",\"detail\":\"the key has no value\"}");
    }

    @Test
    void headersAndParametersReachTheStore() throws IOException {
        String context = new Context(Bytes.utf8("c")).toString();
        client.request(
                "PUT",
                "/v1/buckets/b/keys/a?w=1&r=3&sloppy=false&ttl=90s&timeout=500ms&coordinator=n2",
                "v",
                "KV-Context: " + context,
                "KV-Operation: mine-1");
        client.request(
                "DELETE",
                "/v1/buckets/b/keys/a?consistency=all&context=" + context + "&operation=mine-2",
                "");
        get("/v1/buckets/b/keys/a?w=1&r=3&sloppy=true");
        RequestOptions first =
                new RequestOptions(
                        Optional.of(new Consistency.Count(1)),
                        Optional.of(false),
                        Optional.of(new NodeId("n2")),
                        Optional.of(Duration.ofMillis(500)));
        assertThat(data.requests)
                .containsExactly(
                        new PutRequest(
                                key("a"),
                                Bytes.utf8("v"),
                                Optional.of(new Context(Bytes.utf8("c"))),
                                Optional.of(Duration.ofSeconds(90)),
                                Optional.of(new OperationId("mine-1")),
                                first),
                        new DeleteRequest(
                                key("a"),
                                Optional.of(new Context(Bytes.utf8("c"))),
                                Optional.of(new OperationId("mine-2")),
                                RequestOptions.DEFAULT.with(Consistency.Level.ALL)),
                        new GetRequest(
                                key("a"),
                                new RequestOptions(
                                        Optional.of(new Consistency.Count(3)),
                                        Optional.of(true),
                                        Optional.empty(),
                                        Optional.empty())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/buckets/b/keys/a?consistency=MOST",
                "/v1/buckets/b/keys/a?consistancy=ONE",
                "/v1/buckets/b/keys/a?r=0",
                "/v1/buckets/b/keys/a?r=1&r=2",
                "/v1/buckets/b/keys/a?sloppy=maybe",
                "/v1/buckets/b/keys/a?timeout=5",
                "/v1/buckets/b/keys/a?timeout=0s",
                "/v1/buckets/b/keys/a?coordinator=N%20",
                "/v1/buckets/b/keys/",
                "/v1/buckets/b/keys/a/b",
                "/v1/buckets/b/keys/%zz",
                "/v1/buckets/b/keys/%4",
                "/v1/buckets/b%20c/keys/a",
                "/v1/ring?key=",
                "/v1/ring?token=1"
            })
    void badTargetsAreCalledBad(String target) throws IOException {
        Reply reply = get(target);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("\"code\":\"BAD_REQUEST\"");
        assertThat(data.requests).isEmpty();
        assertThat(get("/health/live").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/,404",
        "GET,/metrics,404",
        "GET,/v1,404",
        "GET,/v1/nothing,404",
        "GET,/v1/members/n1/leave,405",
        "POST,/v1/members/n1/fly,404",
        "POST,/v1/members/n9/leave,404",
        "POST,/v1/members/n1/weight?weight=much,400",
        "POST,/v1/members/n1/weight?weight=0,400",
        "POST,/v1/members/n1/leave?force=true,400",
        "POST,/v1/members/n1/drain?undo=maybe,400",
        "POST,/v1/members/n1/remove?force=maybe,400",
        "GET,/v1/members/n1/drain,405",
        "GET,/v1/buckets/b/keys?limit=many,400",
        "GET,/v1/buckets/b/keys?limit=0,400",
        "GET,/v1/buckets/b/keys?cursor=x,400",
        "GET,/v1/buckets/b/keys?values=some,400",
        "GET,/v1/buckets/b%20c/keys,400",
        "PUT,/v1/buckets/b/keys,405",
        "GET,/v1/operations,404",
        "POST,/v1/operations/x,405",
        "GET,/v1/operations/x?kez=k,400",
        "POST,/v1/tasks,405",
        "PUT,/v1/buckets/b,400",
        "DELETE,/v1/buckets/b,405",
        "POST,/v1/buckets/b/keys/a,405",
        "POST,/v1/members,405",
        "GET,/v1/batch,405",
        "POST,/v1/explain/b/a,405"
    })
    void whatIsNotServedSaysSo(String method, String target, int status) throws IOException {
        Reply reply = client.request(method, target, "");
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body()).contains("\"code\":", "\"detail\":");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE | /v1/buckets/b         | GET, HEAD, PUT",
                "POST   | /v1/buckets           | GET, HEAD",
                "POST   | /v1/buckets/b/keys    | GET, HEAD",
                "POST   | /v1/buckets/b/keys/a  | GET, HEAD, PUT, DELETE",
                "POST   | /v1/explain/b/a       | GET, HEAD",
                "POST   | /v1/operations/x      | GET",
                "POST   | /v1/buckets/b/watch   | GET",
                "GET    | /v1/batch             | POST",
                "GET    | /v1/members/n1/leave  | POST"
            })
    void aPathTellsWhichMethodsItTakes(String method, String target, String allowed)
            throws IOException {
        Reply reply = client.request(method, target, "");
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo(allowed);
    }

    @Test
    void aMemberIsRemovedByForceOnlyWhenThatIsSaid() throws IOException {
        client.request("POST", "/v1/members/n2/remove?force=false", "");
        assertThat(admin.forced).isEmpty();
        assertThat(client.request("POST", "/v1/members/n2/remove?force=true", "").status())
                .isEqualTo(202);
        assertThat(admin.forced).contains(new NodeId("n2"));
    }

    @Test
    void aNodeIsTakenOutOfServiceAndBack() throws IOException {
        Reply begun = client.request("POST", "/v1/members/n1/drain", "");
        assertThat(begun.status()).isEqualTo(202);
        assertThat(begun.body())
                .isEqualTo(
                        "{\"tasks\":[{\"kind\":\"drain\",\"node\":\"n1\",\"step\":\"HINTS\",\"left\":12}]}");
        assertThat(client.request("POST", "/v1/members/n1/drain?undo=true", "").body())
                .isEqualTo("{\"tasks\":[]}");
    }

    @Test
    void whatBecameOfAWriteIsTold() throws IOException {
        Reply known = get("/v1/operations/a%2F1?bucket=b&key=%ff");
        assertThat(known.status()).isEqualTo(200);
        assertThat(known.header("KV-Operation")).isEqualTo("a/1");
        assertThat(known.body())
                .isEqualTo(
                        "{\"operation\":\"a/1\",\"status\":\"cancelled\",\"bucket\":\"b\","
                                + "\"key\":\"\\uFFFD\",\"key64\":\"/w==\"}");
        data.failWith(KvError.of(ErrorCode.GONE, "too old"));
        assertThat(get("/v1/operations/a?bucket=b&key=fail:1").status()).isEqualTo(410);
    }

    @Test
    void keysAreListedInPages() throws IOException {
        for (String name : List.of("a", "ab", "b", "%ff")) {
            client.request("PUT", "/v1/buckets/b/keys/" + name, "v");
        }
        assertThat(get("/v1/buckets/b/keys?prefix=ab&values=true").body())
                .isEqualTo(
                        "{\"keys\":[{\"key\":\"ab\",\"key64\":\"YWI=\",\"value\":\"dg==\"}],\"complete\":true}");
        assertThat(get("/v1/buckets/b/keys?prefix=%ff").body())
                .isEqualTo("{\"keys\":[{\"key64\":\"/w==\"}],\"complete\":true}");
        Reply page = get("/v1/buckets/b/keys?limit=3&r=ONE&timeout=1s");
        assertThat(page.body()).contains("\"cursor\":\"", "\"complete\":true");
        String cursor = page.body().replaceAll(".*\"cursor\":\"([^\"]*)\".*", "$1");
        Reply last = get("/v1/buckets/b/keys?limit=3&cursor=" + cursor);
        assertThat(last.body()).doesNotContain("cursor");
        assertThat((page.body() + last.body()).split("key64")).hasSize(5);
    }

    @Test
    void propertiesOfABucketAreSetByTheirNames() throws IOException {
        Reply set =
                client.request("PUT", "/v1/buckets/b", "{\"n\":2,\"ttl\":\"1h\",\"r\":\"ONE\"}");
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.body()).contains("\"name\":\"b\"", "\"resolver\":");
        assertThat(admin.bucketChanges()).isEqualTo(Map.of("n", "2", "ttl", "1h", "r", "ONE"));
        for (String body : List.of("", "[]", "{", "{}", "{\"n\":[2]}")) {
            assertThat(client.request("PUT", "/v1/buckets/b", body).status()).isEqualTo(400);
        }
    }

    @Test
    void membersAreAskedToLeaveAndWeighed() throws IOException {
        Reply leave = client.request("POST", "/v1/members/n2/leave", "");
        assertThat(leave.status()).isEqualTo(202);
        assertThat(leave.body()).isEqualTo("{\"epoch\":4}");
        assertThat(client.request("POST", "/v1/members/n2/weight?weight=50", "").status())
                .isEqualTo(202);
        assertThat(client.request("POST", "/v1/members/n2/weight?weight=100", "").status())
                .as("it has that weight")
                .isEqualTo(412);
    }

    @Test
    void conditionsAreRefusedInAnEventualBucket() throws IOException {
        for (String condition : List.of("If-Match: \"x\"", "If-None-Match: *")) {
            Reply reply = client.request("PUT", "/v1/buckets/b/keys/a", "v", condition);
            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.body()).contains("\"code\":\"WRONG_MODE\"", "mode=eventual");
            assertThat(client.request("DELETE", "/v1/buckets/b/keys/a", "", condition).status())
                    .isEqualTo(409);
        }
        assertThat(data.requests).isEmpty();
    }

    @Test
    void conditionsReachALinearizableBucket() throws IOException {
        String key = "/v1/buckets/cp/keys/a";
        client.request("PUT", key, "v", "If-None-Match: *");
        client.request("PUT", key, "v", "If-Match: \"7-1f\"");
        client.request("DELETE", key, "", "If-Match: *");
        Key register = new Key("cp", Bytes.utf8("a"));
        PutRequest put = PutRequest.of(register, Bytes.utf8("v"));
        assertThat(data.requests)
                .containsExactly(
                        put.when(new Condition.Absent()),
                        put.when(new Condition.Matches(new ETag("7-1f"))),
                        DeleteRequest.of(register).when(new Condition.Exists()));
        for (String strange : List.of("If-Match: 7-1f", "If-Match: \"\"", "If-None-Match: \"7\"")) {
            assertThat(client.request("PUT", key, "v", strange).status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyErrorHasItsStatusAndCode(ErrorCode code) throws IOException {
        data.failWith(new KvError(code, "be\"cause", Optional.of(new OperationId("op-9"))));
        Reply reply = client.request("PUT", "/v1/buckets/b/keys/fail:a", "v");
        assertThat(reply.status()).isEqualTo(Problem.status(code)).isBetween(400, 599);
        assertThat(reply.body())
                .contains("\"code\":\"" + code + "\"", "\"detail\":\"be\\\"cause\"");
        assertThat(reply.header("KV-Operation")).isEqualTo("op-9");
        assertThat(reply.header("Retry-After")).isEqualTo(code == ErrorCode.OVERLOADED ? "1" : "");
    }

    @Test
    void aHeadRequestHasTheHeadersAndNoBody() throws IOException {
        client.request("PUT", "/v1/buckets/b/keys/a", "hello");
        Reply reply = client.request("HEAD", "/v1/buckets/b/keys/a", "");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Length")).isEqualTo("5");
        assertThat(get("/v1/buckets/b/keys/a").body()).isEqualTo("hello");
    }

    @Test
    void aBodyOverTheLimitIsRefusedAndNothingIsWritten() throws IOException {
        Reply reply = client.request("PUT", "/v1/buckets/b/keys/a", "x".repeat(9_000));
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.header("Connection")).isEqualTo("close");
        assertThat(client.isClosed()).isTrue();
        assertThat(data.requests).isEmpty();
    }

    @Test
    void aHeadOverTheLimitIsRefused() throws IOException {
        client.send("GET /v1/buckets/b/keys/" + "x".repeat(17_000) + " HTTP/1.1\r\n\r\n");
        assertThat(client.reply(false).status()).isEqualTo(413);
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void aCallerMayAskBeforeItSendsABody() throws IOException {
        client.send(
                "PUT /v1/buckets/b/keys/a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        assertThat(client.reply(false).status()).isEqualTo(100);
        client.send("ok");
        assertThat(client.reply(false).status()).isEqualTo(204);
        client.send(
                "PUT /v1/buckets/b/keys/a HTTP/1.1\r\nContent-Length: 9000\r\nExpect: 100-continue\r\n\r\n");
        assertThat(client.reply(false).status()).isEqualTo(413);
    }

    @Test
    void aConnectionIsKeptUnlessItIsToBeClosed() throws IOException {
        assertThat(client.request("GET", "/health/live", "", "Connection: close").status())
                .isEqualTo(200);
        assertThat(client.isClosed()).isTrue();
    }
}
