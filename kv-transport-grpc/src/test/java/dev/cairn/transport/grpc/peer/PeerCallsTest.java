package dev.cairn.transport.grpc.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.peer.Hello;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.spi.Transport.Link;
import dev.cairn.testkit.contract.ThreadLane;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The listening side of a link, spoken to by gRPC alone. */
@Timeout(20)
final class PeerCallsTest implements Transport.FrameHandler {
    private static final ClusterId CLUSTER = new ClusterId(0xca12L);

    private final ThreadLane lane = new ThreadLane(0);
    private final BlockingQueue<String> happened = new LinkedBlockingQueue<>();
    private Transport transport;
    private ManagedChannel channel;

    @BeforeEach
    void listen() throws IOException {
        transport =
                new GrpcTransportProvider()
                        .open(
                                GrpcPeerConfig.DEFAULT,
                                new Transport.Env(
                                        CLUSTER, new NodeId("n1"), List.of(lane), event -> {}));
        Address address = transport.listen(new Address("127.0.0.1", 0), this);
        channel =
                NettyChannelBuilder.forAddress(address.host(), address.port())
                        .usePlaintext()
                        .build();
    }

    @AfterEach
    void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
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

    private String next() throws InterruptedException {
        return String.valueOf(happened.poll(10, TimeUnit.SECONDS));
    }

    /** A call as a node makes it, which keeps the status it ends with. */
    private final class Caller extends ClientCall.Listener<Chunk> {
        final ClientCall<Chunk, Chunk> call = channel.newCall(PeerMethod.LINK, CallOptions.DEFAULT);
        final BlockingQueue<Status> ends = new LinkedBlockingQueue<>();

        Caller(Metadata headers) {
            call.start(this, headers);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            ends.add(status);
        }

        Status end() throws InterruptedException {
            return ends.poll(10, TimeUnit.SECONDS);
        }

        void send(ByteBuffer bytes) {
            call.sendMessage(new Chunk(List.of(bytes), bytes.remaining()));
        }
    }

    private Caller caller(long link) {
        return new Caller(
                PeerMethod.of(new Hello(FrameFormat.VERSIONS, CLUSTER, link, new NodeId("n2"))));
    }

    private static ByteBuffer frame(int kind, int size) {
        Bytes payload = Bytes.wrap(new byte[size]);
        return FrameFormat.encode(Frame.of(kind, payload.segment()), size);
    }

    @Test
    void framesMayFollowTheHelloWithoutWaitingForItsAnswer() throws Exception {
        caller(1).send(frame(7, 0));
        assertThat(next()).isEqualTo("up n2");
        assertThat(next()).isEqualTo("frame 7 of 0");
    }

    @Test
    void aSecondCallOfTheSameLinkReplacesTheFirst() throws Exception {
        Caller first = caller(1);
        assertThat(next()).isEqualTo("up n2");
        caller(1);
        assertThat(List.of(next(), next()))
                .containsExactlyInAnyOrder("up n2", "down n2: the peer has connected anew");
        assertThat(first.end().getDescription()).isEqualTo("the peer has connected anew");
    }

    @Test
    void anotherLinkOfTheSamePeerStandsBesideTheFirst() throws Exception {
        Caller first = caller(1);
        assertThat(next()).isEqualTo("up n2");
        caller(2);
        assertThat(next()).isEqualTo("up n2");
        first.send(frame(7, 3));
        assertThat(next()).isEqualTo("frame 7 of 3");
        first.call.cancel("done", null);
        assertThat(next()).startsWith("down n2");
    }

    @Test
    void aCallWithoutAHelloIsRefusedInWords() throws Exception {
        Status status = new Caller(new Metadata()).end();
        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).contains("expected the hello of a node");
        assertThat(happened).isEmpty();
    }

    @Test
    void bytesThatAreNoFrameEndTheirOwnLinkAlone() throws Exception {
        Caller other = caller(1);
        assertThat(next()).isEqualTo("up n2");
        Caller broken = caller(2);
        assertThat(next()).isEqualTo("up n2");
        broken.send(StandardCharsets.US_ASCII.encode("GET / HTTP/1.1\r\n\r\n"));
        assertThat(next()).startsWith("down n2: the peer announced a frame of ");
        assertThat(broken.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        ByteBuffer damaged = frame(7, 10);
        damaged.put(12, (byte) 1);
        Caller another = caller(3);
        assertThat(next()).isEqualTo("up n2");
        another.send(damaged);
        assertThat(next()).isEqualTo("down n2: a frame from the peer has a wrong checksum");
        other.send(frame(8, 1));
        assertThat(next()).isEqualTo("frame 8 of 1");
    }

    @Test
    void aMessageLargerThanAnyNodeSendsEndsTheLink() throws Exception {
        Caller caller = caller(1);
        assertThat(next()).isEqualTo("up n2");
        caller.send(frame(7, Chunk.MOST_BYTES));
        assertThat(next()).startsWith("down n2: the peer sent a message of ");
    }

    @Test
    void aPeerThatHasClosedItsSideIsDown() throws Exception {
        Caller caller = caller(1);
        assertThat(next()).isEqualTo("up n2");
        caller.call.halfClose();
        assertThat(next()).isEqualTo("down n2: the peer has closed the link");
    }
}
