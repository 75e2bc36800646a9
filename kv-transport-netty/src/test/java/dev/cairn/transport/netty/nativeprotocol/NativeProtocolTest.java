package dev.cairn.transport.netty.nativeprotocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.PutRequest;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.env.Lane;
import dev.cairn.api.nativeprotocol.Handshake;
import dev.cairn.api.nativeprotocol.Reply;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.api.nativeprotocol.RingMap;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.client.BlockingClient;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ClientConfig;
import dev.cairn.testkit.contract.ThreadLane;
import dev.cairn.testkit.service.MemoryKeyValues;
import dev.cairn.testkit.service.OneNode;
import dev.cairn.testkit.service.SharedPort;
import dev.cairn.transport.netty.entrance.Reception;
import dev.cairn.transport.netty.entrance.Role;
import dev.cairn.transport.netty.eventloop.NettyDriver;
import dev.cairn.transport.netty.eventloop.OnLane;
import dev.cairn.transport.netty.peer.NettyTransportProvider;
import dev.cairn.transport.netty.peer.Patient;
import io.netty.channel.embedded.EmbeddedChannel;
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
    private static final Request GET = get("k");
    private static final Request HELD = get("held:k");

    private final List<ThreadLane> lanes = ThreadLane.start(2);
    private final MemoryKeyValues data =
            new MemoryKeyValues(task -> Thread.ofVirtual().start(task));
    private final OneNode node = new OneNode();
    private ClientProtocol protocol;

    @BeforeEach
    void start() throws IOException {
        ClientProtocol.Env env =
                new ClientProtocol.Env(
                        "127.0.0.1", List.copyOf(lanes), Runnable::run, "0.1.0", event -> {});
        protocol =
                SharedPort.open(new NettyTransportProvider(), Patient.CONFIG, 0, env, this::start);
    }

    private ClientProtocol start(Address at, ClientProtocol.Env env) {
        node.moveTo(at);
        NativeConfig config = new NativeConfig(true, 8, 4096, Duration.ofSeconds(60));
        return new NativeProtocolProvider().start(config, data, node, env);
    }

    @AfterEach
    void stop() {
        protocol.close();
        lanes.forEach(ThreadLane::close);
        lanes.forEach(lane -> assertThat(lane.failures()).isEmpty());
    }

    @Test
    void theJavaClientReadsWhatItWroteAndDeletesIt() {
        try (CairnClient client = CairnClient.connect(patient())) {
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
        ClientConfig config = patient();
        try (CairnClient silent = CairnClient.connect(config);
                CairnClient curious = CairnClient.connect(config.withReceipts())) {
            assertThat(silent.blocking().put(KEY, VALUE).receipt().answers()).isEmpty();
            assertThat(curious.blocking().put(KEY, VALUE).receipt().answers()).hasSize(2);
        }
    }

    @Test
    void manyCallsOfOneConnectionAreAnswered() {
        try (CairnClient client = CairnClient.connect(patient())) {
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
    void aWriteInDoubtIsNamedByItsFailure() throws IOException {
        OperationId doubtful = new OperationId("op-1");
        data.failWith(new KvError(ErrorCode.TIMEOUT, "late", Optional.of(doubtful)));
        Key failing = new Key("default", Bytes.utf8("fail:k"));
        try (RawClient client = greeted()) {
            client.call(1, new Request.Put(PutRequest.of(failing, VALUE), false));
            Response.Failed failed = (Response.Failed) client.reply().response();
            assertThat(failed.error().operation()).contains(doubtful);
        }
    }

    @Test
    void aLaterCallMayBeAnsweredFirst() throws IOException {
        try (RawClient client = greeted()) {
            client.call(1, HELD);
            awaitHeld(1);
            client.call(2, GET);
            assertThat(client.reply().id()).isEqualTo(2);
            data.held.releaseBackwards();
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
    void aCallThatIsTooLargeIsRefusedAndTheOthersOfItsConnectionGoOn() throws IOException {
        Bytes large = Bytes.wrap(new byte[100_000]);
        try (RawClient client = greeted()) {
            client.call(1, HELD);
            awaitHeld(1);
            client.call(2, new Request.Put(PutRequest.of(KEY, large), false));
            assertFailed(client.reply(), 2, ErrorCode.TOO_LARGE);
            client.call(3, GET);
            assertThat(client.reply().id()).isEqualTo(3);
            data.held.releaseBackwards();
            assertThat(client.reply().id()).isEqualTo(1);
        }
        try (CairnClient client = CairnClient.connect(patient())) {
            assertThatThrownBy(() -> client.blocking().put(KEY, large))
                    .isInstanceOfSatisfying(
                            KvException.class,
                            refused -> {
                                assertThat(refused.error().code()).isEqualTo(ErrorCode.TOO_LARGE);
                                assertThat(refused.error().operation()).isEmpty();
                            });
        }
        assertThat(data.requests).noneMatch(PutRequest.class::isInstance);
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
        try (RawClient client = greeted()) {
            for (int id = 1; id <= 8; id++) {
                client.call(id, HELD);
            }
            awaitHeld(8);
            client.call(9, GET);
            assertFailed(client.reply(), 9, ErrorCode.OVERLOADED);
            data.held.releaseBackwards();
            for (int i = 0; i < 8; i++) {
                assertThat(client.reply().response()).isInstanceOf(Response.Found.class);
            }
            client.call(10, GET);
            assertThat(client.reply().response()).isInstanceOf(Response.Found.class);
        }
    }

    /** Its lane was held up on the way from the port's entrance. */
    @Test
    void aClientThatComesInJustAsItDrainsIsNotServed() {
        Lane lane = lanes.getFirst();
        Reception reception =
                OnLane.call(lane, () -> NettyDriver.of(lane))
                        .receptions()
                        .of(Role.CLIENT)
                        .orElseThrow();
        protocol.drain();
        EmbeddedChannel late = new EmbeddedChannel();
        reception.enter(late, lane);
        late.runPendingTasks();
        assertThat(late.isOpen()).isFalse();
    }

    private static Request get(String key) {
        return new Request.Get(GetRequest.of(new Key("default", Bytes.utf8(key))), false);
    }

    private RawClient greeted() throws IOException {
        RawClient client = new RawClient(protocol.address());
        client.send(Handshake.hello());
        assertThat(Handshake.readAnswer(client.frame()))
                .isEqualTo(new Handshake.Welcome(1, OneNode.CLUSTER, OneNode.ID));
        return client;
    }

    private ClientConfig patient() {
        return ClientConfig.of(protocol.address())
                .withTimeout(Duration.ofSeconds(60))
                .withAttemptTimeout(Duration.ofSeconds(60));
    }

    private void awaitHeld(int reads) {
        while (data.held.size() < reads) {
            Thread.onSpinWait();
        }
    }

    private static void assertFailed(Reply reply, long id, ErrorCode code) {
        assertThat(reply.id()).isEqualTo(id);
        assertThat(((Response.Failed) reply.response()).error().code()).isEqualTo(code);
    }
}
