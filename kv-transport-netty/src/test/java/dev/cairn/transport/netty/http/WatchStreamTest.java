package dev.cairn.transport.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.Sibling;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.WatchEvent.Change;
import dev.cairn.api.WatchPosition;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.version.VectorClock;
import dev.cairn.testkit.contract.ThreadLane;
import dev.cairn.testkit.service.MemoryKeyValues;
import dev.cairn.testkit.service.ScriptedWatch;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Watches over real sockets. */
@NoLeaks
@Timeout(30)
final class WatchStreamTest {
    private static final WatchPosition HERE = new WatchPosition(Bytes.utf8("here"));
    private static final Context SEEN = new Context(Bytes.utf8("seen"));

    private final List<ThreadLane> lanes = ThreadLane.start(1);
    private final MemoryKeyValues data = new MemoryKeyValues(Runnable::run);
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
                                        100,
                                        16 * 1024,
                                        8 * 1024,
                                        16,
                                        HttpConfig.DEFAULT.idle()),
                                data,
                                new FixedAdmin(),
                                new ClientProtocol.Env(
                                        "127.0.0.1",
                                        List.copyOf(lanes),
                                        Runnable::run,
                                        "0.1",
                                        event -> {}));
        client = new RawHttp(server.address());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
        lanes.forEach(ThreadLane::close);
    }

    private ScriptedWatch watch(String target, String... headers)
            throws IOException, InterruptedException {
        client.send("GET " + target + " HTTP/1.1\r\nHost: x\r\n");
        for (String header : headers) {
            client.send(header + "\r\n");
        }
        client.send("\r\n");
        return data.watches.take();
    }

    private static Change change(String key, String... values) {
        return new Change(
                new Key("b", Bytes.utf8(key)),
                List.of(values).stream()
                        .map(value ->
                                new Sibling(
                                        Bytes.utf8(value),
                                        VectorClock.of(Map.of("n1", 1L)),
                                        7,
                                        OptionalLong.empty()))
                        .toList(),
                SEEN);
    }

    @Test
    void changesAreToldAsEventsOfWhichTheLastHasThePosition() throws Exception {
        ScriptedWatch watch = watch("/v1/buckets/b/watch");
        watch.tell(new WatchEvent.Changes(List.of(), HERE));
        assertThat(client.head()).startsWith("http/1.1 200").contains("text/event-stream");
        assertThat(client.chunk()).isEqualTo("event: position\ndata: {}\nid: " + HERE + "\n\n");
        watch.tell(new WatchEvent.Changes(List.of(change("a", "hi"), change("c")), HERE));
        assertThat(client.chunk())
                .isEqualTo(
                        "event: change\ndata: {\"key\":\"a\",\"key64\":\"YQ==\",\"value\":\"aGk=\",\"context\":\""
                                + SEEN
                                + "\"}\n\nevent: change\ndata: {\"key\":\"c\",\"key64\":\"Yw==\",\"deleted\":true,\"context\":\""
                                + SEEN
                                + "\"}\nid: "
                                + HERE
                                + "\n\n");
        watch.tell(new WatchEvent.Resync(HERE));
        assertThat(client.chunk()).isEqualTo("event: resync\ndata: {}\nid: " + HERE + "\n\n");
    }

    @Test
    void bucketKeyAndPositionAreThoseOfTheRequest() throws Exception {
        ScriptedWatch watch = watch("/v1/buckets/b/watch?key=a%2Fb", "Last-Event-ID: " + HERE);
        assertThat(watch.request().bucket()).isEqualTo("b");
        assertThat(watch.request().key()).contains(Bytes.utf8("a/b"));
        assertThat(watch.request().after()).isEqualTo(Optional.of(HERE));
    }

    @Test
    void anEndBeforeTheFirstEventIsAnErrorAndLaterAnEvent() throws Exception {
        KvError stopping = KvError.of(ErrorCode.UNAVAILABLE, "this node is stopping");
        watch("/v1/buckets/b/watch").end(stopping);
        assertThat(client.reply(false).status()).isEqualTo(503);
        ScriptedWatch watch = watch("/v1/buckets/b/watch?after=" + HERE);
        watch.tell(new WatchEvent.Changes(List.of(), HERE));
        assertThat(client.head()).startsWith("http/1.1 200");
        assertThat(client.chunk()).startsWith("event: position");
        watch.end(stopping);
        assertThat(client.chunk()).startsWith("event: ended\ndata: {\"code\":\"UNAVAILABLE\"");
    }

    @Test
    void aWatcherThatIsGoneEndsItsWatch() throws Exception {
        ScriptedWatch watch = watch("/v1/buckets/b/watch");
        client.close();
        while (!watch.isClosed()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aWatcherThatDoesNotReadIsAskedForNoMore() {
        List<ScriptedWatch> watches = new ArrayList<>();
        FullOutlet outlet = new FullOutlet();
        WatchStream stream =
                new WatchStream(
                        outlet,
                        watcher -> {
                            watches.add(new ScriptedWatch(WatchRequest.of("b"), watcher));
                            return watches.getFirst();
                        });
        stream.end();
        ScriptedWatch watch = watches.getFirst();
        watch.tell(new WatchEvent.Changes(List.of(change("a", "hi")), HERE));
        outlet.channel.runPendingTasks();
        assertThat(outlet.written).isEqualTo(1);
        assertThat(watch.wanted()).isZero();
        outlet.full = false;
        stream.writable();
        assertThat(watch.wanted()).isEqualTo(1);
    }

    /** A client that has stopped to read. */
    private static final class FullOutlet implements Outlet {
        private final EmbeddedChannel channel = new EmbeddedChannel();
        private boolean full = true;
        private int written;

        @Override
        public void respond(Response response) {}

        @Override
        public void begin(Response head) {}

        @Override
        public void write(ByteBuf part) {
            written++;
            part.release();
        }

        @Override
        public void finish() {}

        @Override
        public boolean isWritable() {
            return !full;
        }

        @Override
        public void read(boolean more) {}

        @Override
        public EventLoop loop() {
            return channel.eventLoop();
        }
    }

    @Test
    void otherMethodsAndParametersAreRefused() throws Exception {
        assertThat(client.request("PUT", "/v1/buckets/b/watch", "").status()).isEqualTo(405);
        assertThat(client.request("GET", "/v1/buckets/b/watch?from=1", "").status()).isEqualTo(400);
        assertThat(client.request("GET", "/v1/buckets/b/watch?after=!", "").status())
                .isEqualTo(400);
    }
}
