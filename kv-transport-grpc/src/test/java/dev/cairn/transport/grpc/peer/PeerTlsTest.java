package dev.cairn.transport.grpc.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.event.Event;
import dev.cairn.api.security.AccessControl;
import dev.cairn.api.security.AccessRefused;
import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.api.security.KeyMaterial;
import dev.cairn.api.security.Refusals;
import dev.cairn.api.security.Refusals.Reason;
import dev.cairn.api.security.Security;
import dev.cairn.api.security.TlsException;
import dev.cairn.api.security.TlsIdentity;
import dev.cairn.api.spi.Transport;
import dev.cairn.testkit.contract.ThreadLane;
import dev.cairn.testkit.tls.TestAuthority;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may link to a node that has an identity for TLS. */
@Timeout(120)
final class PeerTlsTest {
    private static final ClusterId CLUSTER = new ClusterId(0xca12L);
    private static final ClusterId OTHER = new ClusterId(0xbadL);
    private static final TestAuthority AUTHORITY = new TestAuthority();

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final List<Node> nodes = new ArrayList<>();
    private Node listener;

    private final class Node implements Transport.FrameHandler {
        final ThreadLane lane = new ThreadLane(nodes.size());
        final BlockingQueue<String> ups = new LinkedBlockingQueue<>();
        final Refusals refusals = new Refusals(events::add, System::nanoTime);
        final Transport transport;
        final Address address;

        /** A node that says it is {@code said}, and shows that certificate if any. */
        Node(String said, Optional<KeyMaterial> shown) throws IOException {
            Optional<TlsIdentity> identity =
                    shown.map(material -> identity(material, new NodeId(said)));
            transport =
                    new GrpcTransportProvider()
                            .open(
                                    GrpcPeerConfig.DEFAULT,
                                    new Transport.Env(
                                            CLUSTER,
                                            new NodeId(said),
                                            List.of(lane),
                                            events::add,
                                            new Security(identity, AccessControl.OPEN, refusals)));
            nodes.add(this);
            address = transport.listen(new Address("127.0.0.1", 0), this);
        }

        @Override
        public void frame(Transport.Link from, int kind, MemorySegment payload) {}

        @Override
        public void up(Transport.Link link) {
            ups.add(link.peer().name());
        }

        @Override
        public void down(Transport.Link link, String cause) {}
    }

    /** What a node shows; as itself it is {@code said}, whatever the certificate stands for. */
    private static TlsIdentity identity(KeyMaterial material, NodeId said) {
        KeyMaterial own = AUTHORITY.node(CLUSTER, said.name());
        TlsIdentity honest = TestAuthority.identity(own);
        return new TlsIdentity() {
            @Override
            public CertificateIdentity.Node self() {
                return honest.self();
            }

            @Override
            public SSLContext context() {
                try {
                    return material.context();
                } catch (TlsException impossible) {
                    throw new AssertionError(impossible);
                }
            }
        };
    }

    private Node node(String said, KeyMaterial shown) throws IOException {
        return new Node(said, Optional.of(shown));
    }

    @BeforeEach
    void listen() throws IOException {
        listener = node("n1", AUTHORITY.node(CLUSTER, "n1"));
    }

    @AfterEach
    void close() {
        nodes.forEach(node -> node.transport.close());
        nodes.forEach(node -> node.lane.close());
        assertThat(nodes).allSatisfy(node -> assertThat(node.lane.failures()).isEmpty());
    }

    private void assertRefused(Reason reason, String why) throws InterruptedException {
        for (Event event = events.poll(30, TimeUnit.SECONDS);
                event != null;
                event = events.poll(30, TimeUnit.SECONDS)) {
            if (event instanceof AccessRefused refused
                    && refused.reason() == reason
                    && refused.detail().contains(why)) {
                assertThat(listener.ups).isEmpty();
                return;
            }
        }
        throw new AssertionError("nobody was refused for " + reason + ", " + why);
    }

    @Test
    void nodesOfOneClusterLinkBothWays() throws Exception {
        Node other = node("n2", AUTHORITY.node(CLUSTER, "n2"));
        other.transport.link(listener.address);
        assertThat(other.ups.poll(30, TimeUnit.SECONDS)).isEqualTo("n1");
        assertThat(listener.ups.poll(30, TimeUnit.SECONDS)).isEqualTo("n2");
    }

    @Test
    void aNodeThatSaysItIsAnotherIsRefused() throws Exception {
        node("n2", AUTHORITY.node(CLUSTER, "n3")).transport.link(listener.address);
        assertRefused(Reason.IDENTITY, "it says that it is n2, its certificate n3");
    }

    @Test
    void aListenerThatSaysItIsAnotherIsLeft() throws Exception {
        Node liar = node("n2", AUTHORITY.node(CLUSTER, "n3"));
        listener.transport.link(liar.address);
        assertRefused(Reason.IDENTITY, "it says that it is n2, its certificate n3");
    }

    @Test
    void aNodeOfAnotherClusterIsRefused() throws Exception {
        node("n2", AUTHORITY.node(OTHER, "n2")).transport.link(listener.address);
        assertRefused(Reason.IDENTITY, "for cluster " + OTHER);
    }

    @Test
    void aClientIsNoNode() throws Exception {
        node("n2", AUTHORITY.client(CLUSTER, "n2")).transport.link(listener.address);
        assertRefused(Reason.IDENTITY, "that of the client n2");
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        CertificateIdentity n2 = new CertificateIdentity.Node(CLUSTER, new NodeId("n2"));
        node("n2", AUTHORITY.expired(n2)).transport.link(listener.address);
        assertRefused(Reason.CERTIFICATE, "NotAfter");
    }

    @Test
    void aListenersExpiredCertificateIsRefused() throws Exception {
        CertificateIdentity n2 = new CertificateIdentity.Node(CLUSTER, new NodeId("n2"));
        Node expired = node("n2", AUTHORITY.expired(n2));
        listener.transport.link(expired.address);
        assertRefused(Reason.CERTIFICATE, "NotAfter");
        assertThat(listener.refusals.count(Reason.CERTIFICATE)).isPositive();
    }

    @Test
    void aPlainCallerIsRefused() throws Exception {
        new Node("n2", Optional.empty()).transport.link(listener.address);
        assertRefused(Reason.HANDSHAKE, "what came is no TLS");
        assertThat(listener.refusals.count(Reason.HANDSHAKE)).isPositive();
    }

    @Test
    void whoOnlyLooksWhetherThePortIsOpenIsNotCounted() throws Exception {
        try (Socket socket = new Socket(listener.address.host(), listener.address.port())) {
            assertThat(socket.isConnected()).isTrue();
        }
        aPlainCallerIsRefused();
        assertThat(listener.refusals.count(Reason.CERTIFICATE)).isZero();
    }
}
