package dev.cairn.transport.grpc.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.peer.Hello;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.testkit.contract.ListeningContract;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The listening side of a link, spoken to by gRPC alone. */
final class PeerCallsTest extends ListeningContract {
    private ManagedChannel channel;

    @Override
    protected Transport open(Transport.Env env) {
        return new GrpcTransportProvider().open(GrpcPeerConfig.DEFAULT, env);
    }

    @BeforeEach
    void openChannel() {
        channel =
                NettyChannelBuilder.forAddress(address().host(), address().port())
                        .usePlaintext()
                        .build();
    }

    @AfterEach
    void closeChannel() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    /** A call as a node makes it, which keeps the status it ends with. */
    private final class NodeCall extends ClientCall.Listener<Chunk> implements Caller {
        final ClientCall<Chunk, Chunk> call = channel.newCall(PeerMethod.LINK, CallOptions.DEFAULT);
        final BlockingQueue<Status> ends = new LinkedBlockingQueue<>();

        NodeCall(Metadata headers) {
            call.start(this, headers);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            ends.add(status);
        }

        Status end() throws InterruptedException {
            return ends.poll(30, TimeUnit.SECONDS);
        }

        void send(ByteBuffer bytes) {
            call.sendMessage(new Chunk(List.of(bytes), bytes.remaining()));
        }

        @Override
        public void send(int kind, int size) {
            send(frame(kind, size));
        }

        @Override
        public void awaitEnd() throws InterruptedException {
            assertThat(end().getDescription()).isEqualTo("the peer has connected anew");
        }

        @Override
        public void close() {
            call.cancel("done", null);
        }
    }

    @Override
    protected NodeCall call(ClusterId cluster, long link) {
        return new NodeCall(
                PeerMethod.of(new Hello(FrameFormat.VERSIONS, cluster, link, new NodeId("n2"))));
    }

    private static ByteBuffer frame(int kind, int size) {
        Bytes payload = Bytes.wrap(new byte[size]);
        return FrameFormat.encode(Frame.of(kind, payload.segment()), size);
    }

    @Test
    void aCallWithoutAHelloIsRefusedInWords() throws Exception {
        Status status = new NodeCall(new Metadata()).end();
        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).contains("expected the hello of a node");
        assertThat(isQuiet()).isTrue();
    }

    @Test
    void bytesThatAreNoFrameEndTheirOwnLinkAlone() throws Exception {
        NodeCall other = call(CLUSTER, 1);
        assertThat(next()).isEqualTo("up n2");
        NodeCall broken = call(CLUSTER, 2);
        assertThat(next()).isEqualTo("up n2");
        broken.send(StandardCharsets.US_ASCII.encode("GET / HTTP/1.1\r\n\r\n"));
        assertThat(next()).startsWith("down n2: the peer announced a frame of ");
        assertThat(broken.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        ByteBuffer damaged = frame(7, 10);
        damaged.put(12, (byte) 1);
        NodeCall another = call(CLUSTER, 3);
        assertThat(next()).isEqualTo("up n2");
        another.send(damaged);
        assertThat(next()).isEqualTo("down n2: a frame from the peer has a wrong checksum");
        other.send(frame(8, 1));
        assertThat(next()).isEqualTo("frame 8 of 1");
    }

    @Test
    void aMessageLargerThanAnyNodeSendsEndsTheLink() throws Exception {
        NodeCall caller = call(CLUSTER, 1);
        assertThat(next()).isEqualTo("up n2");
        caller.send(frame(7, Chunk.MOST_BYTES));
        assertThat(next()).startsWith("down n2: the peer sent a message of ");
    }

    @Test
    void aPeerThatHasClosedItsSideIsDown() throws Exception {
        NodeCall caller = call(CLUSTER, 1);
        assertThat(next()).isEqualTo("up n2");
        caller.call.halfClose();
        assertThat(next()).isEqualTo("down n2: the peer has closed the link");
    }
}
