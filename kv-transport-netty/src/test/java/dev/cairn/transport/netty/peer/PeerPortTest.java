package dev.cairn.transport.netty.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.nativeprotocol.Handshake;
import dev.cairn.api.peer.Hello;
import dev.cairn.api.peer.HelloAnswer;
import dev.cairn.api.peer.HelloCodec;
import dev.cairn.api.peer.ProtocolRange;
import dev.cairn.api.spi.Transport;
import dev.cairn.testkit.contract.ListeningContract;
import dev.cairn.testkit.contract.ThreadLane;
import dev.cairn.transport.netty.entrance.Reception;
import dev.cairn.transport.netty.entrance.Role;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import dev.cairn.transport.netty.eventloop.NettyDriver;
import dev.cairn.transport.netty.eventloop.OnLane;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** The listening side of the peer port, spoken to by plain sockets. */
@NoLeaks
final class PeerPortTest extends ListeningContract {
    @Override
    protected Transport open(Transport.Env env) {
        return new NettyTransportProvider().open(Patient.CONFIG, env);
    }

    /** What a listener does that is configured otherwise. */
    @FunctionalInterface
    private interface Story {
        void at(Address listener) throws IOException;
    }

    private void beside(NettyConfig config, Story story) throws IOException {
        try (ThreadLane itsLane = new ThreadLane(0);
                Transport listener =
                        new NettyTransportProvider()
                                .open(
                                        config,
                                        new Transport.Env(
                                                CLUSTER,
                                                new NodeId("n3"),
                                                List.of(itsLane),
                                                events::add))) {
            story.at(listener.listen(new Address("127.0.0.1", 0), this));
        }
    }

    @Override
    protected Caller call(ClusterId cluster, long link) throws IOException {
        Socket socket = connect();
        socket.getOutputStream().write(hello(cluster, link));
        return new Caller() {
            @Override
            public void send(int kind, int size) throws IOException {
                socket.getOutputStream().write(frame(kind, size));
            }

            @Override
            public void awaitEnd() throws IOException {
                socket.getInputStream().readAllBytes();
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        };
    }

    private Socket connect() throws IOException {
        return connect(address());
    }

    private static Socket connect(Address listener) throws IOException {
        return new Socket(listener.host(), listener.port());
    }

    private static byte[] hello(ClusterId cluster, long link) {
        return ByteBufUtil.getBytes(
                HelloFormat.encode(
                        new Hello(ProtocolRange.only(1), cluster, link, new NodeId("n2"))));
    }

    private static byte[] frame(int kind, int size) {
        ByteBuf out = Unpooled.directBuffer(16 + size);
        MemorySegment payload = MemorySegment.ofArray(new byte[size]);
        FrameFormat.write(Transport.Frame.of(kind, payload), size, out, new CRC32C());
        byte[] bytes = ByteBufUtil.getBytes(out);
        out.release();
        return bytes;
    }

    @Test
    void aCallerThatStaysSilentIsCutOff() throws IOException {
        beside(
                Patient.config(Duration.ofMillis(300), 100),
                listener -> {
                    try (Socket socket = connect(listener)) {
                        assertThat(socket.getInputStream().read()).isEqualTo(-1);
                    }
                });
    }

    @Test
    void bytesThatAreNoHelloAreAnsweredWithARefusal() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(
                            "GET / HTTP/1.1\r\n\r\n"
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            ByteBuf answer = Unpooled.wrappedBuffer(socket.getInputStream().readAllBytes());
            assertThat(HelloCodec.readAnswer(HelloFormat.next(answer).orElseThrow()))
                    .isInstanceOf(HelloAnswer.Refused.class);
        }
        assertThat(isQuiet()).isTrue();
    }

    @Test
    void aNativeClientIsHandedToWhoeverReceivesClients() throws Exception {
        Reception clients =
                (channel, owner) ->
                        channel.pipeline()
                                .addLast(
                                        new SimpleChannelInboundHandler<ByteBuf>() {
                                            @Override
                                            protected void channelRead0(
                                                    ChannelHandlerContext context, ByteBuf bytes) {
                                                note("client sent " + ByteBufUtil.hexDump(bytes));
                                            }
                                        });
        OnLane.call(lane, () -> NettyDriver.of(lane)).receptions().open(Role.CLIENT, clients);
        try (Socket socket = connect()) {
            byte[] hello = Handshake.hello().toByteArray();
            socket.getOutputStream()
                    .write(
                            Unpooled.buffer(4 + hello.length)
                                    .writeInt(hello.length)
                                    .writeBytes(hello)
                                    .array());
            assertThat(next()).startsWith("client sent 000000").contains("80636169726e");
        }
    }

    @Test
    void connectionsBeyondTheMostAreClosed() throws IOException {
        beside(
                Patient.config(Patient.CONFIG.connectTimeout(), 3),
                listener -> {
                    try (Socket first = connect(listener);
                            Socket second = connect(listener);
                            Socket third = connect(listener)) {
                        first.getOutputStream().write(hello(CLUSTER, 1));
                        second.getOutputStream().write(hello(CLUSTER, 2));
                        third.getOutputStream().write(hello(CLUSTER, 3));
                        first.getInputStream().read();
                        second.getInputStream().read();
                        third.getInputStream().read();
                        try (Socket tooMany = connect(listener)) {
                            assertThat(tooMany.getInputStream().read()).isEqualTo(-1);
                        }
                    }
                });
    }

    @Test
    void aTakenPortIsNamedInTheError() {
        ThreadLane itsLane = new ThreadLane(0);
        Transport beside =
                new NettyTransportProvider()
                        .open(
                                Patient.CONFIG,
                                new Transport.Env(
                                        CLUSTER, new NodeId("n3"), List.of(itsLane), events::add));
        assertThatThrownBy(() -> beside.listen(address(), this))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(address().toString())
                .hasMessageContaining("taken");
        beside.close();
        itsLane.close();
    }
}
