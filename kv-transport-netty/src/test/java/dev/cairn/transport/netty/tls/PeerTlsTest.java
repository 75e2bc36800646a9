package dev.cairn.transport.netty.tls;

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
import dev.cairn.api.security.TlsIdentity;
import dev.cairn.api.spi.Transport;
import dev.cairn.testkit.contract.ThreadLane;
import dev.cairn.testkit.tls.TestAuthority;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import dev.cairn.transport.netty.peer.NettyConfig;
import dev.cairn.transport.netty.peer.NettyTransportProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may link to a node that has an identity for TLS. */
@NoLeaks
@Timeout(120)
final class PeerTlsTest {
    private static final ClusterId CLUSTER = new ClusterId(0xca12L);
    private static final ClusterId OTHER = new ClusterId(0xbadL);
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final KeyMaterial N1 = AUTHORITY.node(CLUSTER, "n1");

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final List<Node> nodes = new ArrayList<>();
    private Node listener;

    /** A node with an identity that may be exchanged while it runs. */
    private final class Node implements Transport.FrameHandler, TlsIdentity {
        final ThreadLane lane = new ThreadLane(nodes.size());
        final BlockingQueue<String> ups = new LinkedBlockingQueue<>();
        final CertificateIdentity.Node self;
        final Refusals refusals;
        final Transport transport;
        final Address address;
        volatile SSLContext context;

        Node(String said, KeyMaterial shown) throws Exception {
            this(said, shown, NettyConfig.DEFAULT);
        }

        Node(String said, KeyMaterial shown, NettyConfig config) throws Exception {
            self =
                    CertificateIdentity.of(shown.certificate()).orElseThrow()
                                    instanceof CertificateIdentity.Node node
                            ? node
                            : new CertificateIdentity.Node(CLUSTER, new NodeId(said));
            context = shown.context();
            refusals = new Refusals(events::add, System::nanoTime);
            transport =
                    new NettyTransportProvider()
                            .open(
                                    config,
                                    new Transport.Env(
                                            CLUSTER,
                                            new NodeId(said),
                                            List.of(lane),
                                            events::add,
                                            new Security(
                                                    Optional.of(this),
                                                    AccessControl.OPEN,
                                                    refusals)));
            nodes.add(this);
            address = transport.listen(new Address("127.0.0.1", 0), this);
        }

        @Override
        public CertificateIdentity.Node self() {
            return self;
        }

        @Override
        public SSLContext context() {
            return context;
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

    @BeforeEach
    void listen() throws Exception {
        listener = new Node("n1", N1);
    }

    @AfterEach
    void close() {
        nodes.forEach(node -> node.transport.close());
        nodes.forEach(node -> node.lane.close());
        assertThat(nodes).allSatisfy(node -> assertThat(node.lane.failures()).isEmpty());
    }

    private Event next(Predicate<Event> wanted) throws InterruptedException {
        for (Event event = events.poll(30, TimeUnit.SECONDS);
                event != null;
                event = events.poll(30, TimeUnit.SECONDS)) {
            if (wanted.test(event)) {
                return event;
            }
        }
        throw new AssertionError("nothing of the kind was told");
    }

    private AccessRefused refusal(Reason reason) throws InterruptedException {
        AccessRefused refused =
                (AccessRefused)
                        next(event ->
                                event instanceof AccessRefused said && said.reason() == reason);
        assertThat(refused.severity()).isEqualTo(Event.Severity.WARNING);
        return refused;
    }

    private void assertRefused(Reason reason, String why) throws InterruptedException {
        assertThat(refusal(reason).detail()).contains(why);
        assertThat(listener.ups).isEmpty();
    }

    @Test
    void nodesOfOneClusterLinkBothWays() throws Exception {
        Node other = new Node("n2", AUTHORITY.node(CLUSTER, "n2"));
        other.transport.link(listener.address);
        assertThat(other.ups.poll(30, TimeUnit.SECONDS)).isEqualTo("n1");
        assertThat(listener.ups.poll(30, TimeUnit.SECONDS)).isEqualTo("n2");
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefusedByEither() throws Exception {
        TestAuthority foreign = new TestAuthority();
        CertificateIdentity n2 = new CertificateIdentity.Node(CLUSTER, new NodeId("n2"));
        Instant now = Instant.now();
        Node stranger =
                new Node(
                        "n2",
                        foreign.certificate(
                                n2,
                                now.minusSeconds(60),
                                now.plusSeconds(60),
                                AUTHORITY.certificate()));
        stranger.transport.link(listener.address);
        // Told which authorities count, it may show nothing rather than what does not.
        next(event ->
                event instanceof AccessRefused refused
                        && (refused.reason() == Reason.CERTIFICATE
                                || refused.reason() == Reason.IDENTITY));
        listener.transport.link(stranger.address);
        assertRefused(Reason.CERTIFICATE, "unable to find valid certification path");
        assertThat(listener.refusals.count(Reason.CERTIFICATE)).isPositive();
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        CertificateIdentity n2 = new CertificateIdentity.Node(CLUSTER, new NodeId("n2"));
        new Node("n2", AUTHORITY.expired(n2)).transport.link(listener.address);
        assertRefused(Reason.CERTIFICATE, "NotAfter");
    }

    @Test
    void aNodeThatSaysItIsAnotherIsRefused() throws Exception {
        new Node("n2", AUTHORITY.node(CLUSTER, "n3")).transport.link(listener.address);
        assertRefused(Reason.IDENTITY, "it says that it is n2, its certificate n3");
    }

    @Test
    void aListenerThatSaysItIsAnotherIsLeft() throws Exception {
        Node liar = new Node("n2", AUTHORITY.node(CLUSTER, "n3"));
        listener.transport.link(liar.address);
        assertRefused(Reason.IDENTITY, "it says that it is n2, its certificate n3");
    }

    @Test
    void aNodeOfAnotherClusterIsRefused() throws Exception {
        new Node("n2", AUTHORITY.node(OTHER, "n2")).transport.link(listener.address);
        assertRefused(Reason.IDENTITY, "for cluster " + OTHER);
    }

    @Test
    void aClientIsNoNode() throws Exception {
        new Node("n2", AUTHORITY.client(CLUSTER, "n2")).transport.link(listener.address);
        assertRefused(Reason.IDENTITY, "that of the client n2");
    }

    @Test
    void aPlainCallerIsRefused() throws Exception {
        ThreadLane lane = new ThreadLane(1);
        NettyTransportProvider provider = new NettyTransportProvider();
        Transport plain =
                provider.open(
                        provider.config().defaults(),
                        new Transport.Env(CLUSTER, new NodeId("n2"), List.of(lane), event -> {}));
        plain.listen(new Address("127.0.0.1", 0), listener);
        plain.link(listener.address);
        assertRefused(Reason.HANDSHAKE, "what came is no TLS");
        plain.close();
        lane.close();
    }

    @Test
    void theNextConnectionGoesByTheNewIdentity() throws Exception {
        TestAuthority successor = new TestAuthority();
        Instant now = Instant.now();
        try (SSLSocket before = connect(AUTHORITY.trusting())) {
            listener.context =
                    successor
                            .certificate(
                                    listener.self,
                                    now.minusSeconds(60),
                                    now.plusSeconds(60),
                                    AUTHORITY.certificate())
                            .context();
            try (SSLSocket after = connect(successor.trusting())) {
                assertThat(after.getSession().isValid()).isTrue();
            }
            assertThat(before.getSession().isValid()).isTrue();
        }
    }

    private SSLSocket connect(SSLContext context) throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(listener.address.host(), listener.address.port());
        socket.startHandshake();
        return socket;
    }

    @Test
    void bytesWithoutSenseEndTheirOwnConnectionAlone() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 100; i++) {
            try (Socket socket = new Socket(listener.address.host(), listener.address.port())) {
                byte[] bytes = new byte[1 + random.nextInt(200)];
                random.nextBytes(bytes);
                if (i % 2 == 0) {
                    // As a handshake begins, so that it gets as far as the engine.
                    bytes[0] = 22;
                    bytes[Math.min(1, bytes.length - 1)] = 3;
                }
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                drain(socket.getInputStream());
            }
        }
        assertThat(listener.refusals.count(Reason.HANDSHAKE)).isPositive();
        nodesOfOneClusterLinkBothWays();
    }

    private static void drain(InputStream in) throws IOException {
        try {
            in.readAllBytes();
        } catch (SocketException cut) {
            assertThat(cut).hasMessageContaining("reset");
        }
    }

    @Test
    void aHandshakeThatDoesNotGoOnIsCutOff() throws Exception {
        NettyConfig hasty =
                new NettyConfig(
                        1 << 20,
                        Duration.ofMillis(300),
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofSeconds(5),
                        3,
                        NettyConfig.DEFAULT.poller());
        Address at = new Node("n2", AUTHORITY.node(CLUSTER, "n2"), hasty).address;
        try (Socket socket = new Socket(at.host(), at.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(new byte[] {22, 3, 1, 2, 0, 1});
            drain(socket.getInputStream());
        }
        assertRefused(Reason.HANDSHAKE, "took too long");
    }
}
