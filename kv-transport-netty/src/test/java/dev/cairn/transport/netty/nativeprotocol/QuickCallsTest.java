package dev.cairn.transport.netty.nativeprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.Context;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.OperationId;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.ShortPath;
import dev.cairn.api.WriteResult;
import dev.cairn.api.nativeprotocol.Call;
import dev.cairn.api.nativeprotocol.Handshake;
import dev.cairn.api.nativeprotocol.Reply;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.RequestCodec;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.api.nativeprotocol.ResponseCodec;
import dev.cairn.api.security.Security;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.service.HeldAnswers;
import dev.cairn.testkit.service.MemoryKeyValues;
import dev.cairn.testkit.service.OneNode;
import dev.cairn.transport.netty.clients.MemoryPath;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What a native client is answered is the same with the short path and without it. */
@NoLeaks
final class QuickCallsTest {
    private static final Key KEY = new Key("default", Bytes.utf8("k"));

    private final HeldAnswers held = new HeldAnswers();
    private final MemoryKeyValues data = new MemoryKeyValues(Runnable::run);

    /** A service with a short path. */
    private record Pathed(MemoryKeyValues data, ShortPath path) implements KeyValueService {
        @Override
        public void get(GetRequest request, Answer<ReadResult> answer) {
            data.get(request, answer);
        }

        @Override
        public void put(PutRequest request, Answer<WriteResult> answer) {
            data.put(request, answer);
        }

        @Override
        public void delete(DeleteRequest request, Answer<WriteResult> answer) {
            data.delete(request, answer);
        }

        @Override
        public ShortPath shortPath() {
            return path;
        }
    }

    /** A client's end of a connection. */
    private static final class Client {
        private final EmbeddedChannel channel = new EmbeddedChannel();
        private final NativeSession session;

        Client(MemoryKeyValues data, ShortPath path, int maxInFlight) {
            session =
                    new NativeSession(
                            new NativeConfig(true, maxInFlight, 1 << 20, Duration.ofSeconds(5)),
                            new Pathed(data, path),
                            new OneNode(),
                            Security.OPEN,
                            channel,
                            new byte[300]);
            channel.pipeline().addLast(session);
            sendFrame(Handshake.hello());
            assertThat(Handshake.readAnswer(frames().getFirst().segment())).isNotNull();
        }

        void sendFrame(Bytes message) {
            byte[] frame = new WireWriter(64).i32(message.size()).raw(message).toByteArray();
            channel.writeInbound(Unpooled.wrappedBuffer(frame));
            channel.runPendingTasks();
        }

        void call(long id, Request request) {
            sendFrame(encoded(id, request));
        }

        private List<Bytes> frames() {
            channel.runPendingTasks();
            ByteBuf all = Unpooled.buffer();
            for (ByteBuf next = channel.readOutbound();
                    next != null;
                    next = channel.readOutbound()) {
                all.writeBytes(next);
                next.release();
            }
            List<Bytes> frames = new ArrayList<>();
            while (all.isReadable()) {
                byte[] frame = new byte[all.readInt()];
                all.readBytes(frame);
                frames.add(Bytes.wrap(frame));
            }
            all.release();
            return frames;
        }

        List<Reply> replies() {
            return frames().stream().map(frame -> ResponseCodec.decode(frame.segment())).toList();
        }

        void close() {
            channel.finishAndReleaseAll();
        }
    }

    private static Bytes encoded(long id, Request request) {
        WireWriter writer = new WireWriter(64);
        RequestCodec.write(new Call(id, request), writer);
        return writer.toBytes();
    }

    private static Request put(Key key, String value) {
        return new Request.Put(PutRequest.of(key, Bytes.utf8(value)), false);
    }

    private static Request get(Key key) {
        return new Request.Get(GetRequest.of(key), false);
    }

    private static Request random(RandomGenerator random) {
        Key key = new Key("redis:" + random.nextInt(2), Bytes.utf8("k" + random.nextInt(3)));
        String value = "v".repeat(random.nextInt(10) == 0 ? random.nextInt(900) : 3);
        PutRequest put = PutRequest.of(key, Bytes.utf8(value));
        return switch (random.nextInt(10)) {
            case 0 -> new Request.Delete(DeleteRequest.of(key), random.nextBoolean());
            case 1 -> new Request.Get(GetRequest.of(key), true);
            case 2 -> new Request.Put(put, true);
            case 3 -> new Request.Put(put.as(new OperationId("mine")), false);
            case 4, 5, 6 -> new Request.Put(put, false);
            default -> get(key);
        };
    }

    @Seeded(cases = 30)
    void bothWaysAreOne(RandomGenerator random) {
        RandomGenerator waits = new SplittableRandom(random.nextLong());
        Client quick = new Client(data, new MemoryPath(data, waits, held), 1000);
        Client plain = new Client(new MemoryKeyValues(Runnable::run), ShortPath.NONE, 1000);
        Map<Long, Response> answers = new TreeMap<>();
        Map<Long, Response> expected = new TreeMap<>();
        for (long id = 1; id <= 60; id++) {
            Request request = random(random);
            quick.call(id, request);
            plain.call(id, request);
            if (random.nextBoolean()) {
                held.release(random);
            }
            take(quick, answers);
        }
        while (held.release(random)) {
            take(quick, answers);
        }
        take(plain, expected);
        assertThat(answers.keySet()).isEqualTo(expected.keySet());
        expected.forEach((id, response) -> assertSame(answers.get(id), response));
        quick.close();
        plain.close();
    }

    private static void take(Client client, Map<Long, Response> answers) {
        for (Reply reply : client.replies()) {
            assertThat(answers.put(reply.id(), reply.response())).isNull();
        }
    }

    /** The service in memory has contexts and clocks that its short path does not. */
    private static void assertSame(Response answer, Response expected) {
        if (expected instanceof Response.Found found) {
            ReadResult read = ((Response.Found) answer).result();
            assertThat(values(read)).isEqualTo(values(found.result()));
            assertThat(read.receipt()).isEqualTo(found.result().receipt());
        } else if (answer instanceof Response.Failed failed) {
            assertThat(failed.error().detail()).isEqualTo("late");
        } else {
            assertThat(answer).isEqualTo(expected);
        }
    }

    private static List<Bytes> values(ReadResult read) {
        return read.siblings().stream().map(sibling -> sibling.value()).toList();
    }

    @Test
    void whatIsNotPlainIsLeft() {
        Client client = new Client(data, new MemoryPath(data, always(-1L), held), 8);
        PutRequest put = PutRequest.of(KEY, Bytes.utf8("v"));
        RequestOptions one = RequestOptions.DEFAULT.with(Level.ONE);
        Optional<Context> seen = Optional.of(new Context(Bytes.utf8("seen")));
        List<Request> others =
                List.of(
                        new Request.Put(put, true),
                        new Request.Put(put.with(one), false),
                        new Request.Put(put.as(new OperationId("mine")), false),
                        new Request.Put(
                                new PutRequest(
                                        KEY,
                                        put.value(),
                                        seen,
                                        put.ttl(),
                                        put.operation(),
                                        put.options()),
                                false),
                        new Request.Put(
                                new PutRequest(
                                        KEY,
                                        put.value(),
                                        put.context(),
                                        Optional.of(Duration.ofSeconds(1)),
                                        put.operation(),
                                        put.options()),
                                false),
                        put(KEY, "v".repeat(300)));
        for (Request other : others) {
            data.requests.clear();
            client.call(1, other);
            assertThat(client.replies()).hasSize(1);
            assertThat(data.requests).hasSize(1).first().isEqualTo(((Request.Put) other).request());
        }
        client.close();
    }

    @Test
    void aWriteThatWaitsIsSeenAtOnceAndAnsweredWhenItIsSafe() {
        Client client = new Client(data, new MemoryPath(data, always(WAITS), held), 8);
        client.call(1, put(KEY, "1"));
        client.call(2, get(KEY));
        assertThat(client.replies()).extracting(Reply::id).containsExactly(2L);
        held.release(new SplittableRandom(1));
        assertThat(client.replies()).extracting(Reply::id).containsExactly(1L);
        client.close();
    }

    @Test
    void writesThatWaitAreCallsInWork() {
        Client client = new Client(data, new MemoryPath(data, always(WAITS), held), 2);
        for (long id = 1; id <= 3; id++) {
            client.call(id, put(KEY, "" + id));
        }
        Reply refused = client.replies().getFirst();
        assertThat(refused.id()).isEqualTo(3);
        assertThat(((Response.Failed) refused.response()).error().code())
                .isEqualTo(ErrorCode.OVERLOADED);
        held.release(new SplittableRandom(1));
        client.call(4, put(KEY, "4"));
        assertThat(client.replies()).hasSize(1).noneMatch(reply -> reply.id() == 4);
        client.close();
    }

    @Test
    void aSessionThatDrainsAnswersTheWritesThatWaitAndCloses() {
        Client client = new Client(data, new MemoryPath(data, always(WAITS), held), 8);
        client.call(1, put(KEY, "1"));
        client.session.drain();
        client.call(2, put(KEY, "2"));
        assertThat(client.replies()).isEmpty();
        assertThat(client.channel.isOpen()).isTrue();
        held.release(new SplittableRandom(1));
        assertThat(client.replies()).extracting(Reply::id).containsExactly(1L);
        assertThat(client.channel.isOpen()).isFalse();
        client.close();
    }

    @Test
    void aClientThatHasGoneIsToldNothing() {
        Client client = new Client(data, new MemoryPath(data, always(WAITS), held), 8);
        client.call(1, put(KEY, "1"));
        client.close();
        held.release(new SplittableRandom(1));
        assertThat(client.replies()).isEmpty();
    }

    /** Leaves nothing, and has writes wait. */
    private static final long WAITS = 0x7fff_ffff_ffff_ffffL;

    private static RandomGenerator always(long bits) {
        return () -> bits;
    }
}
