package dev.cairn.transport.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.KvException;
import dev.cairn.api.security.Security;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.service.MemoryKeyValues;
import dev.cairn.transport.netty.clients.TextChannel;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Requests, batch lines and items whose bytes are split and damaged. */
@NoLeaks
final class HttpBytesTest {
    private static final String BATCH_BODY =
            "{\"op\":\"put\",\"key\":\"a\",\"value\":\"aGk=\"}\n{\"op\":\"get\",\"key\":\"a\"}\n";
    private static final String REQUESTS =
            "PUT /v1/buckets/b/keys/a%2f?w=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                    + "GET /v1/buckets/b/keys/a%2f HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: "
                    + BATCH_BODY.length()
                    + "\r\n\r\n"
                    + BATCH_BODY
                    + "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";

    private static final class Served implements AutoCloseable {
        final TextChannel text = new TextChannel();
        final EmbeddedChannel channel = text.channel();

        Served() {
            MemoryKeyValues data = new MemoryKeyValues(Runnable::run);
            FixedAdmin admin = new FixedAdmin();
            Router router =
                    new Router(
                            new KeyApi(data, admin),
                            new AdminApi(admin, "0.1"),
                            new BucketApi(admin),
                            new ListApi(data),
                            new BatchApi(data, HttpConfig.DEFAULT),
                            new OperationApi(data),
                            new TaskApi(admin),
                            new WatchApi(data),
                            1024);
            channel.pipeline()
                    .addLast(new HttpServerCodec())
                    .addLast(
                            new HttpConnection(
                                    channel,
                                    channel.eventLoop(),
                                    new HttpConnection.Doors(
                                            Security.OPEN, caller -> router, router)));
        }

        void feed(byte[] bytes, int from, int to) {
            if (channel.isOpen()) {
                channel.writeInbound(Unpooled.copiedBuffer(bytes, from, to - from));
            }
        }

        String answers() {
            return text.received();
        }

        @Override
        public void close() {
            text.close();
        }
    }

    private static String answers(byte[] bytes, int split) {
        try (Served served = new Served()) {
            served.feed(bytes, 0, split);
            served.channel.runPendingTasks();
            served.feed(bytes, split, bytes.length);
            return served.answers();
        }
    }

    @Test
    void requestsAreAnsweredWhereverTheirBytesAreSplit() {
        byte[] bytes = REQUESTS.getBytes(StandardCharsets.ISO_8859_1);
        String whole = answers(bytes, 0);
        assertThat(whole)
                .contains(
                        "HTTP/1.1 204 ",
                        "abc",
                        "\"line\":2,\"status\":200",
                        "{\"status\":\"live\"}");
        for (int split = 1; split < bytes.length; split++) {
            // Where the chunks of the batch's results end depends on the split, and is all that
            // does.
            assertThat(unchunked(answers(bytes, split)))
                    .as("split at %d", split)
                    .isEqualTo(unchunked(whole));
        }
    }

    private static String unchunked(String answers) {
        return answers.replaceAll("\r\n[0-9a-f]+\r\n(?=\\{)", "\r\n")
                .replaceAll("\n\r\n(?=\\{)", "\n");
    }

    @Seeded(cases = 300)
    void damagedRequestsAreAnsweredInHttpOrNotAtAll(RandomGenerator random) {
        byte[] bytes = REQUESTS.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        try (Served served = new Served()) {
            int end = random.nextInt(bytes.length + 1);
            served.feed(bytes, 0, end);
            assertThat(served.answers())
                    .matches(text -> text.isEmpty() || text.startsWith("HTTP/1.1 "));
        }
    }

    @Test
    void linesAreTheSameWhereverTheyAreSplit() {
        byte[] body =
                "one\n\n \r\ntwo\r\nmuch too long a line\nthree\nlast"
                        .getBytes(StandardCharsets.US_ASCII);
        for (int split = 0; split <= body.length; split++) {
            BatchLines lines = new BatchLines(10);
            List<String> read = new ArrayList<>();
            for (int[] piece : new int[][] {{0, split}, {split, body.length}}) {
                lines.add(
                        ByteBufAllocator.DEFAULT,
                        Unpooled.copiedBuffer(body, piece[0], piece[1] - piece[0]));
                drain(lines, read);
            }
            lines.end();
            drain(lines, read);
            assertThat(read).containsExactly("one", "two", "TOO LONG", "three", "last");
            assertThat(lines.isDone()).isTrue();
            lines.release();
        }
    }

    private static void drain(BatchLines lines, List<String> read) {
        for (Optional<BatchLines.Line> next = lines.next(); next.isPresent(); next = lines.next()) {
            BatchLines.Line line = next.get();
            read.add(
                    line.tooLong()
                            ? "TOO LONG"
                            : new String(line.bytes(), StandardCharsets.US_ASCII).strip());
        }
    }

    @Seeded(cases = 500)
    void damagedItemsAreReadAsSomethingElseOrCalledBad(RandomGenerator random) {
        byte[] line =
                "{\"op\":\"put\",\"bucket\":\"b\",\"key64\":\"YQ==\",\"value\":\"aGk=\",\"ttl\":\"5s\",\"operation\":\"x\"}"
                        .getBytes(StandardCharsets.US_ASCII);
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            line[random.nextInt(line.length)] = (byte) random.nextInt(256);
        }
        try {
            assertThat(
                            BatchItem.parse(
                                            java.util.Arrays.copyOf(
                                                    line, random.nextInt(line.length + 1)))
                                    .op())
                    .isNotNull();
        } catch (KvException expected) {
            assertThat(expected.error().detail()).isNotEmpty();
        }
    }
}
