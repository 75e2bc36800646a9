package dev.cairn.transport.netty.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.event.Event;
import dev.cairn.api.nativeprotocol.Handshake;
import dev.cairn.api.peer.Hello;
import dev.cairn.api.peer.HelloAnswer;
import dev.cairn.api.peer.HelloCodec;
import dev.cairn.api.peer.ProtocolRange;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.spi.Transport.FrameHandler;
import dev.cairn.api.spi.Transport.Link;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The listening side of the peer port, spoken to by plain sockets. */
@NoLeaks
@Timeout(20)
final class PeerPortTest implements FrameHandler {
    private static final ClusterId CLUSTER = new ClusterId(0xca12L);
    private static final NettyConfig CONFIG =
            new NettyConfig(
                    1 << 20,
                    Duration.ofMillis(300),
                    Duration.ofMillis(10),
                    Duration.ofMillis(50),
                    Duration.ofSeconds(5),
                    3);

    private final ThreadLane lane = new ThreadLane(0);
    private final BlockingQueue<String> happened = new LinkedBlockingQueue<>();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private Transport transport;
    private Address address;

    @BeforeEach
    void listen() throws IOException {
        transport =
                new NettyTransportProvider()
                        .open(
                                CONFIG,
                                new Transport.Env(
                                        CLUSTER, new NodeId("n1"), List.of(lane), events::add));
        address = transport.listen(new Address("127.0.0.1", 0), this);
    }

    @AfterEach
    void close() {
        transport.close();
        lane.close();
        assertThat(lane.failures()).isEmpty();
    }

    @Override
    public void frame(Link from, int kind, MemorySegment payload) {
        happened.add("frame " + kind + " of " + payload.byteSize());
    }

    @Override
    public void up(Link link) {
        happened.add("up " + link.peer());
    }

    @Override
    public void down(Link link, String cause) {
        happened.add("down " + link.peer() + ": " + cause);
    }

    private Socket connect() throws IOException {
        return new Socket(address.host(), address.port());
    }

    private static byte[] hello(long link) {
        return ByteBufUtil.getBytes(
                HelloFormat.encode(
                        new Hello(ProtocolRange.only(1), CLUSTER, link, new NodeId("n2"))));
    }

    private String next() throws InterruptedException {
        return String.valueOf(happened.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void aSecondConnectionOfTheSameLinkReplacesTheFirst() throws Exception {
        try (Socket first = connect();
                Socket second = connect()) {
            first.getOutputStream().write(hello(1));
            assertThat(next()).isEqualTo("up n2");
            second.getOutputStream().write(hello(1));
            assertThat(List.of(next(), next()))
                    .containsExactlyInAnyOrder("up n2", "down n2: the peer has connected anew");
            first.getInputStream().readAllBytes();
        }
    }

    @Test
    void anotherLinkOfTheSamePeerStandsBesideTheFirst() throws Exception {
        try (Socket first = connect();
                Socket second = connect()) {
            first.getOutputStream().write(hello(1));
            assertThat(next()).isEqualTo("up n2");
            second.getOutputStream().write(hello(2));
            assertThat(next()).isEqualTo("up n2");
            first.getOutputStream().write(emptyFrame());
            assertThat(next()).isEqualTo("frame 7 of 0");
        }
        assertThat(List.of(next(), next())).allMatch(down -> down.startsWith("down n2"));
    }

    private static byte[] emptyFrame() {
        ByteBuf out = Unpooled.directBuffer(16);
        FrameFormat.write(
                Transport.Frame.of(7, MemorySegment.NULL), 0, out, new java.util.zip.CRC32C());
        byte[] bytes = ByteBufUtil.getBytes(out);
        out.release();
        return bytes;
    }

    @Test
    void framesMayFollowTheHelloWithoutWaitingForItsAnswer() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(Unpooled.wrappedBuffer(hello(1), emptyFrame()).copy().array());
            assertThat(next()).isEqualTo("up n2");
            assertThat(next()).isEqualTo("frame 7 of 0");
        }
    }

    @Test
    void aCallerThatStaysSilentIsCutOff() throws IOException {
        try (Socket socket = connect()) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
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
        assertThat(happened).isEmpty();
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
                                                happened.add(
                                                        "client sent "
                                                                + ByteBufUtil.hexDump(bytes));
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
        try (Socket first = connect();
                Socket second = connect();
                Socket third = connect()) {
            first.getOutputStream().write(hello(1));
            second.getOutputStream().write(hello(2));
            third.getOutputStream().write(hello(3));
            first.getInputStream().read();
            second.getInputStream().read();
            third.getInputStream().read();
            try (Socket tooMany = connect()) {
                assertThat(tooMany.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void aTakenPortIsNamedInTheError() {
        ThreadLane itsLane = new ThreadLane(0);
        Transport beside =
                new NettyTransportProvider()
                        .open(
                                CONFIG,
                                new Transport.Env(
                                        CLUSTER, new NodeId("n3"), List.of(itsLane), events::add));
        assertThatThrownBy(() -> beside.listen(address, this))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(address.toString())
                .hasMessageContaining("taken");
        beside.close();
        itsLane.close();
    }
}
