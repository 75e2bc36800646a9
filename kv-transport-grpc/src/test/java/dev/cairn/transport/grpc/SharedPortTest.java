package dev.cairn.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.security.Security;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.spi.Transport.Link;
import dev.cairn.testkit.contract.ThreadLane;
import dev.cairn.testkit.service.HeldPort;
import dev.cairn.testkit.service.MemoryKeyValues;
import dev.cairn.testkit.service.OneNode;
import dev.cairn.testkit.tls.TestAuthority;
import dev.cairn.transport.grpc.peer.GrpcTransportProvider;
import dev.cairn.transport.grpc.v1.GetRequest;
import dev.cairn.transport.grpc.v1.KeyValueGrpc;
import dev.cairn.transport.grpc.v1.PutRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers and clients at one port. */
@Timeout(120)
class SharedPortTest {
    private static final ClusterId CLUSTER = new ClusterId(0xca12L);
    private static final int MAX_MESSAGE_BYTES = 64 * 1024;

    private final List<Node> nodes = new ArrayList<>();
    private final List<ManagedChannel> channels = new ArrayList<>();

    /** A transport, and the protocol for clients at the same address or another one. */
    private final class Node implements Transport.FrameHandler, AutoCloseable {
        final BlockingQueue<String> ups = new LinkedBlockingQueue<>();
        final ThreadLane lane = new ThreadLane(0);
        final Transport transport;
        final Address peers;
        final ClientProtocol clients;

        Node(String name, Security security, Optional<Integer> portForClients) throws IOException {
            GrpcTransportProvider provider = new GrpcTransportProvider();
            transport =
                    provider.open(
                            provider.config().defaults(),
                            new Transport.Env(
                                    CLUSTER,
                                    new NodeId(name),
                                    List.of(lane),
                                    event -> {},
                                    security));
            nodes.add(this);
            peers = transport.listen(new Address("127.0.0.1", 0), this);
            clients =
                    new GrpcProtocolProvider()
                            .start(
                                    new GrpcConfig(
                                            true,
                                            portForClients.orElse(peers.port()),
                                            MAX_MESSAGE_BYTES,
                                            4,
                                            false),
                                    new MemoryKeyValues(Runnable::run),
                                    new OneNode(),
                                    new ClientProtocol.Env(
                                            "127.0.0.1",
                                            List.of(lane),
                                            Runnable::run,
                                            "0.1.0",
                                            event -> {},
                                            security,
                                            Optional.of(transport)));
        }

        @Override
        public void frame(Link from, int kind, MemorySegment payload) {}

        @Override
        public void up(Link link) {
            ups.add(link.peer().name());
        }

        @Override
        public void down(Link link, String cause) {}

        @Override
        public void close() {
            clients.close();
            transport.close();
            lane.close();
            assertThat(lane.failures()).isEmpty();
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        for (ManagedChannel channel : channels) {
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
        nodes.forEach(Node::close);
    }

    private Node node(String name) throws IOException {
        return new Node(name, Security.OPEN, Optional.empty());
    }

    private KeyValueGrpc.KeyValueBlockingStub calls(NettyChannelBuilder builder) {
        ManagedChannel channel = builder.build();
        channels.add(channel);
        return KeyValueGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    private KeyValueGrpc.KeyValueBlockingStub plain(Address node) {
        return calls(NettyChannelBuilder.forAddress(node.host(), node.port()).usePlaintext());
    }

    private static void link(Node from, Node to) throws InterruptedException {
        from.transport.link(to.peers);
        assertThat(to.ups.poll(30, TimeUnit.SECONDS)).isNotNull();
        assertThat(from.ups.poll(30, TimeUnit.SECONDS)).isNotNull();
    }

    private static PutRequest put(int bytes) {
        return PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("k"))
                .setValue(ByteString.copyFrom(new byte[bytes]))
                .build();
    }

    private static final GetRequest GET =
            GetRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build();

    private static Status failure(KeyValueGrpc.KeyValueBlockingStub calls, PutRequest request) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> calls.put(request))
                .getStatus();
    }

    @Test
    void peersAndClientsAreServedByOneServer() throws Exception {
        Node n1 = node("n1");
        Node n2 = node("n2");
        assertThat(n1.clients.address()).isEqualTo(n1.peers);
        link(n2, n1);
        KeyValueGrpc.KeyValueBlockingStub calls = plain(n1.peers);
        calls.put(put(3));
        assertThat(calls.get(GET).getSiblings(0).getValue().size()).isEqualTo(3);
    }

    @Test
    void whatClientsMaySendIsBoundedByTheirOwnProtocol() throws Exception {
        KeyValueGrpc.KeyValueBlockingStub calls = plain(node("n1").peers);
        Status refused = failure(calls, put(MAX_MESSAGE_BYTES));
        assertThat(refused.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(refused.getDescription()).contains("at most " + MAX_MESSAGE_BYTES);
        calls.put(put(MAX_MESSAGE_BYTES / 2));
    }

    @Test
    void peersGoOnWhenTheProtocolForClientsEnds() throws Exception {
        Node n1 = node("n1");
        Node n2 = node("n2");
        KeyValueGrpc.KeyValueBlockingStub calls = plain(n1.peers);
        calls.put(put(3));
        n1.clients.drain();
        assertThat(failure(calls, put(3)).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        n1.clients.close();
        assertThat(failure(calls, put(3)).getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        link(n2, n1);
    }

    @Test
    void atAnotherPortClientsHaveAServerOfTheirOwn() throws Exception {
        try (HeldPort held = new HeldPort()) {
            Node n1 = new Node("n1", Security.OPEN, Optional.of(held.address().port()));
            assertThat(n1.clients.address()).isEqualTo(held.address()).isNotEqualTo(n1.peers);
            plain(n1.clients.address()).put(put(3));
            assertThat(failure(plain(n1.peers), put(3)).getCode())
                    .isEqualTo(Status.Code.UNIMPLEMENTED);
            link(node("n2"), n1);
        }
    }

    @Test
    void nodesAndNotClientsMustShowACertificate() throws Exception {
        TestAuthority authority = new TestAuthority();
        Node n1 =
                new Node(
                        "n1",
                        TestAuthority.security(authority.node(CLUSTER, "n1"), event -> {}),
                        Optional.empty());
        Node n2 =
                new Node(
                        "n2",
                        TestAuthority.security(authority.node(CLUSTER, "n2"), event -> {}),
                        Optional.empty());
        link(n2, n1);
        calls(
                        NettyChannelBuilder.forAddress("localhost", n1.peers.port())
                                .sslContext(
                                        GrpcSslContexts.configure(
                                                        SslContextBuilder.forClient()
                                                                .trustManager(
                                                                        authority.certificate()),
                                                        SslProvider.JDK)
                                                .build()))
                .put(put(3));
        assertThatThrownBy(() -> plain(n1.peers).put(put(3)))
                .isInstanceOf(StatusRuntimeException.class);
    }
}
