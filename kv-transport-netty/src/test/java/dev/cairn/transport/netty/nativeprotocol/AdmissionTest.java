package dev.cairn.transport.netty.nativeprotocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvException;
import dev.cairn.api.nativeprotocol.Call;
import dev.cairn.api.nativeprotocol.Handshake;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.RequestCodec;
import dev.cairn.api.nativeprotocol.ResponseCodec;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.testkit.service.MemoryKeyValues;
import dev.cairn.testkit.service.OneNode;
import dev.cairn.transport.netty.clients.HeldAccess;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session whose client has to be found out first, which takes until the test says so. */
@NoLeaks
final class AdmissionTest {
    private final HeldAccess access = new HeldAccess();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    {
        channel.pipeline()
                .addLast(
                        new NativeSession(
                                NativeConfig.DEFAULT,
                                new MemoryKeyValues(Runnable::run),
                                new OneNode(),
                                access.security(),
                                channel,
                                new byte[300]));
    }

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    private void send(Bytes message) {
        channel.writeInbound(
                Unpooled.wrappedBuffer(
                        new WireWriter(64).i32(message.size()).raw(message).toByteArray()));
    }

    private void sendGet(long id) {
        WireWriter writer = new WireWriter(64);
        Key key = new Key("b", Bytes.utf8("k"));
        RequestCodec.write(new Call(id, new Request.Get(GetRequest.of(key), false)), writer);
        send(writer.toBytes());
    }

    private List<MemorySegment> received() {
        channel.runPendingTasks();
        List<MemorySegment> messages = new ArrayList<>();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            while (next.readableBytes() > Integer.BYTES) {
                byte[] message = new byte[next.readInt()];
                next.readBytes(message);
                messages.add(MemorySegment.ofArray(message));
            }
            next.release();
        }
        return messages;
    }

    @Test
    void callsBehindTheHelloWaitUntilItIsKnownWhoCalls() {
        Credentials token = new Credentials.Token("secret");
        send(Handshake.hello(Optional.of(token)));
        assertThat(channel.config().isAutoRead()).isFalse();
        sendGet(1);
        sendGet(2);
        assertThat(received()).isEmpty();
        assertThat(access.shown).containsExactly(token);
        access.admit("alice");
        List<MemorySegment> messages = received();
        assertThat(Handshake.readAnswer(messages.getFirst()).node()).isEqualTo(OneNode.ID);
        assertThat(messages.subList(1, 3))
                .extracting(message -> ResponseCodec.decode(message).id())
                .containsExactly(1L, 2L);
        assertThat(access.served()).containsExactly("alice");
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    /** Ten thousand callers may be nobody yet. */
    @Test
    void whoHasMoreToSayThanAHelloIsCutOffBeforeItHasSaidIt() {
        channel.writeInbound(Unpooled.buffer().writeInt(Handshake.MAX_HELLO_BYTES + 1));
        List<MemorySegment> messages = received();
        assertThat(messages).hasSize(1);
        assertThatThrownBy(() -> Handshake.readAnswer(messages.getFirst()))
                .isInstanceOf(KvException.class)
                .hasMessageContaining("1 to 16384 bytes");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whoIsNobodyIsToldSoAndCutOff() {
        send(Handshake.hello(Optional.of(new Credentials.Token("secret"))));
        sendGet(1);
        access.refuse();
        List<MemorySegment> messages = received();
        assertThat(messages).hasSize(1);
        assertThatThrownBy(() -> Handshake.readAnswer(messages.getFirst()))
                .isInstanceOfSatisfying(
                        KvException.class,
                        refused ->
                                assertThat(refused.error().code())
                                        .isEqualTo(ErrorCode.UNAUTHENTICATED));
        assertThat(channel.isOpen()).isFalse();
        assertThat(access.served()).isEmpty();
    }
}
