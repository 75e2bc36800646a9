package dev.cairn.transport.netty.nativeprotocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.ReadResult;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.nativeprotocol.Handshake;
import dev.cairn.api.nativeprotocol.Reply;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.api.nativeprotocol.RingMap;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.client.BlockingClient;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ClientConfig;
import dev.cairn.testkit.contract.ThreadLane;
import dev.cairn.transport.netty.peer.NettyConfig;
import dev.cairn.transport.netty.peer.NettyTransportProvider;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class NativeProtocolTest {
    private static final Key KEY = new Key("default", Bytes.utf8("k"));
    private static final Bytes VALUE = Bytes.utf8("v");
    private static final Request GET = new Request.Get(GetRequest.of(KEY), false);

    private final List<ThreadLane> lanes = ThreadLane.start(2);
    private final MemoryNode node = new MemoryNode();
    private Transport transport;
    private ClientProtocol protocol;

    @BeforeEach
    void start() throws IOException {
        transport =
                new NettyTransportProvider()
                        .open(
                                NettyConfig.DEFAULT,
                                new Transport.Env(
                                        MemoryNode.CLUSTER,
                                        MemoryNode.ID,
                                        List.copyOf(lanes),
                                        event -> {}));
        node.address = transport.listen(new Address("127.0.0.1", 0), new Deaf());
        protocol =
                new NativeProtocolProvider()
                        .start(
                                new NativeConfig(true, 8, 4096, Duration.ofSeconds(5)),
                                node,
                                node,
                                new ClientProtocol.Env(
                                        "127.0.0.1",
                                        List.copyOf(lanes),
                                        Runnable::run,
                                        "0.1.0",
                                        event -> {}));
    }

    @AfterEach
    void stop() {
        protocol.close();
        transport.close();
        lanes.forEach(ThreadLane::close);
        lanes.forEach(lane -> assertThat(lane.failures()).isEmpty());
    }

    @Test
    void theJavaClientReadsWhatItWroteAndDeletesIt() {
        try (CairnClient client = CairnClient.connect(ClientConfig.of(protocol.address()))) {
            BlockingClient blocking = client.blocking();
            assertThat(blocking.get(KEY).found()).isFalse();
            blocking.put(KEY, VALUE);
            assertThat(blocking.get(KEY).siblings().getFirst().value()).isEqualTo(VALUE);
            blocking.delete(KEY);
            assertThat(blocking.get(KEY).found()).isFalse();
        }
    }

    @Test
    void receiptsComeWhenTheyAreAskedFor() {
        ClientConfig config = ClientConfig.of(protocol.address());
        try (CairnClient silent = CairnClient.connect(config);
                CairnClient curious = CairnClient.connect(config.withReceipts())) {
            assertThat(silent.blocking().put(KEY, VALUE).receipt().answers()).isEmpty();
            assertThat(curious.blocking().put(KEY, VALUE).receipt().answers()).hasSize(1);
        }
    }

    @Test
    void manyCallsOfOneConnectionAreAnswered() {
        try (CairnClient client = CairnClient.connect(ClientConfig.of(protocol.address()))) {
            for (int round = 0; round < 100; round++) {
                List<CompletionStage<WriteResult>> writes = new ArrayList<>();
                for (int i = 0; i < 7; i++) {
                    writes.add(client.put(KEY, Bytes.utf8("v" + i)));
                }
                writes.forEach(write -> write.toCompletableFuture().join());
            }
            assertThat(client.blocking().get(KEY).found()).isTrue();
        }
    }

    @Test
    void aFailureKeepsItsCodeAndItsOperation() {
        OperationId doubtful = new OperationId("op-1");
        node.failure = Optional.of(new KvError(ErrorCode.WRONG_MODE, "no", Optional.of(doubtful)));
        try (CairnClient client = CairnClient.connect(ClientConfig.of(protocol.address()))) {
            assertThatThrownBy(() -> client.blocking().get(KEY))
                    .isInstanceOfSatisfying(
                            KvException.class,
                            thrown ->
                                    assertThat(thrown.error().code())
                                            .isEqualTo(ErrorCode.WRONG_MODE));
        }
    }

    @Test
    void aLaterCallMayBeAnsweredFirst() throws IOException {
        try (RawClient client = greeted()) {
            node.holdsReads = true;
            client.call(1, GET);
            awaitHeld(1);
            node.holdsReads = false;
            client.call(2, GET);
            assertThat(client.reply().id()).isEqualTo(2);
            release();
            assertThat(client.reply().id()).isEqualTo(1);
        }
    }

    @Test
    void theRingIsTheNodes() throws IOException {
        try (RawClient client = greeted()) {
            client.call(1, new Request.Ring());
            RingMap ring = ((Response.Ring) client.reply().response()).map();
            assertThat(ring).isEqualTo(RingMap.of(node));
            assertThat(ring.probeToken()).isEqualTo(42);
        }
    }

    @Test
    void anInvalidCallIsAnsweredAndTheConnectionGoesOn() throws IOException {
        try (RawClient client = greeted()) {
            client.send(
                    new WireWriter(16)
                            .u8(0x81)
                            .varint(9)
                            .u8(0)
                            .u8(0)
                            .text("default")
                            .bytes(Bytes.EMPTY)
                            .toBytes());
            assertFailed(client.reply(), 9, ErrorCode.BAD_REQUEST);
            client.call(10, GET);
            assertThat(client.reply().id()).isEqualTo(10);
        }
    }

    @Test
    void bytesOfAnotherFormatEndTheConnectionWithAReason() throws IOException {
        try (RawClient client = greeted()) {
            client.send(Bytes.utf8("what is this"));
            assertFailed(client.reply(), 0, ErrorCode.BAD_REQUEST);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void aFrameOverTheBoundEndsTheConnectionUnread() throws IOException {
        try (RawClient client = greeted()) {
            client.sendBytes(new WireWriter(16).i32(1_000_000_000).toByteArray());
            assertFailed(client.reply(), 0, ErrorCode.BAD_REQUEST);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void aClientOfAnotherVersionIsToldTheVersion() throws IOException {
        try (RawClient client = new RawClient(protocol.address())) {
            client.send(
                    new WireWriter(16)
                            .u8(Handshake.HELLO)
                            .raw(Bytes.utf8("cairn"))
                            .varint(7)
                            .varint(9)
                            .toBytes());
            MemorySegment answer = client.frame();
            assertThatThrownBy(() -> Handshake.readAnswer(answer))
                    .hasMessageContaining("version 1");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void pastTheBoundCallsAreAnsweredOverloaded() throws IOException {
        node.holdsReads = true;
        try (RawClient client = greeted()) {
            for (int id = 1; id <= 8; id++) {
                client.call(id, GET);
            }
            awaitHeld(8);
            client.call(9, GET);
            assertFailed(client.reply(), 9, ErrorCode.OVERLOADED);
            release();
            for (int i = 0; i < 8; i++) {
                assertThat(client.reply().response()).isInstanceOf(Response.Found.class);
            }
            node.holdsReads = false;
            client.call(10, GET);
            assertThat(client.reply().response()).isInstanceOf(Response.Found.class);
        }
    }

    @Test
    void drainingAnswersWhatWasReadAndCloses() throws IOException {
        node.holdsReads = true;
        try (RawClient client = greeted();
                RawClient idle = greeted()) {
            client.call(1, GET);
            awaitHeld(1);
            protocol.drain();
            assertThat(idle.ended()).isTrue();
            release();
            assertThat(client.reply().id()).isEqualTo(1);
            assertThat(client.ended()).isTrue();
            try (RawClient late = new RawClient(node.address)) {
                late.send(Handshake.hello());
                assertThat(late.ended()).isTrue();
            }
        }
    }

    private RawClient greeted() throws IOException {
        RawClient client = new RawClient(protocol.address());
        client.send(Handshake.hello());
        assertThat(Handshake.readAnswer(client.frame()))
                .isEqualTo(new Handshake.Welcome(1, MemoryNode.CLUSTER, MemoryNode.ID));
        return client;
    }

    private void awaitHeld(int reads) {
        while (node.held.size() < reads) {
            Thread.onSpinWait();
        }
    }

    private void release() {
        for (Answer<ReadResult> held : node.held) {
            held.succeeded(node.read(KEY));
        }
        node.held.clear();
    }

    private static void assertFailed(Reply reply, long id, ErrorCode code) {
        assertThat(reply.id()).isEqualTo(id);
        assertThat(((Response.Failed) reply.response()).error().code()).isEqualTo(code);
    }

    /** Peers are another test's matter. */
    private static final class Deaf implements Transport.FrameHandler {
        @Override
        public void frame(Transport.Link from, int kind, MemorySegment payload) {}

        @Override
        public void up(Transport.Link link) {}

        @Override
        public void down(Transport.Link link, String cause) {}
    }
}
