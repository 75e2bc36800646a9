package dev.cairn.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.event.Event;
import dev.cairn.api.security.AccessControl;
import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.KeyMaterial;
import dev.cairn.api.security.Refusals;
import dev.cairn.api.security.Security;
import dev.cairn.api.security.TlsException;
import dev.cairn.api.security.TlsIdentity;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.Transport;
import dev.cairn.testkit.service.MemoryKeyValues;
import dev.cairn.testkit.service.OneNode;
import dev.cairn.testkit.tls.TestAuthority;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/**
 * A protocol with all that it is given: services in memory, lanes, users, an identity. Its callers
 * come from here. For one thread, {@link #talk} for all.
 */
final class ProtocolUnderTest implements TlsIdentity, AutoCloseable {
    /** A user who may read and write, unless a test takes that away. */
    static final String USER = "alice";

    static final TestAuthority AUTHORITY = new TestAuthority();

    /** What the callers show who show what they should. */
    static final Optional<Credentials> SECRET = Optional.of(Users.secret(USER));

    private static final KeyMaterial NODE = AUTHORITY.node(OneNode.CLUSTER, "n1");

    final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
    final Refusals refusals = new Refusals(events::add, System::nanoTime);
    final Users users = new Users();
    final MemoryKeyValues data = new MemoryKeyValues(task -> answering().execute(task));
    private final List<ThreadLane> lanes = ThreadLane.start(2);
    private final Start start;
    private final Function<Optional<Credentials>, ClientCodec> codec;
    private volatile SSLContext shown = contextOf(NODE);
    private volatile Executor answering = Runnable::run;
    private boolean secured;
    private ClientProtocol protocol;

    /** Starts the protocol at a port. */
    @FunctionalInterface
    interface Start {
        ClientProtocol at(
                int port, KeyValueService data, AdminService admin, ClientProtocol.Env env)
                throws IOException;
    }

    /** Listens, with TLS and users where {@code secured} says so. */
    ProtocolUnderTest(
            Start start, Function<Optional<Credentials>, ClientCodec> codec, boolean secured)
            throws IOException {
        this.start = start;
        this.codec = codec;
        this.secured = secured;
        this.protocol = started(0, Optional.empty());
    }

    private Executor answering() {
        return answering;
    }

    static SSLContext contextOf(KeyMaterial material) {
        try {
            return material.context();
        } catch (TlsException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private ClientProtocol started(int port, Optional<Transport> transport) throws IOException {
        Security security =
                secured
                        ? new Security(Optional.of(this), users, refusals)
                        : new Security(Optional.empty(), AccessControl.OPEN, refusals);
        return start.at(
                port,
                data,
                new OneNode(),
                new ClientProtocol.Env(
                        "127.0.0.1",
                        List.copyOf(lanes),
                        Runnable::run,
                        "0.1.0",
                        events::add,
                        security,
                        transport));
    }

    /** Closes the protocol and starts it again at that port; 0 lets it choose one. */
    void restart(int port) throws IOException {
        restart(port, Optional.empty());
    }

    /** The same beside a transport. */
    void restart(int port, Optional<Transport> transport) throws IOException {
        protocol.close();
        protocol = started(port, transport);
    }

    /** From now on with TLS and users, if it was not before. */
    void secure() throws IOException {
        if (!secured) {
            secured = true;
            restart(0);
        }
    }

    /** The service answers on other threads from now on, in any order. */
    void answerElsewhere() {
        answering = task -> Thread.ofVirtual().start(task);
    }

    /** What it shows in TLS from the next connection on. */
    void show(KeyMaterial material) {
        shown = contextOf(material);
    }

    @Override
    public CertificateIdentity.Node self() {
        return new CertificateIdentity.Node(OneNode.CLUSTER, OneNode.ID);
    }

    @Override
    public SSLContext context() {
        return shown;
    }

    ClientProtocol protocol() {
        return protocol;
    }

    Address address() {
        return protocol.address();
    }

    /** A codec of a caller who shows what it should. */
    ClientCodec codec() {
        return codec.apply(secured ? SECRET : Optional.empty());
    }

    /** A caller without TLS who has not said anything yet, whatever the server wants. */
    Conversation plain() throws IOException {
        return new Conversation(address(), codec(), Optional.empty());
    }

    /** A caller who has not said anything yet. */
    Conversation connect() throws IOException {
        return secured
                ? new Conversation(address(), codec(), Optional.of(AUTHORITY.trusting()))
                : plain();
    }

    /** A caller as the server wants it. */
    Conversation talk() throws IOException {
        return connect().greet();
    }

    /** A caller over TLS who shows something. */
    Conversation talk(Optional<Credentials> secret, SSLContext tls) throws IOException {
        return new Conversation(address(), codec.apply(secret), Optional.of(tls)).greet();
    }

    /** Fails unless a new caller writes and reads what it wrote. */
    void assertServes() throws IOException {
        try (Conversation other = talk()) {
            other.assertWrites("k", "served");
            other.assertReads("k", "served");
        }
    }

    @Override
    public void close() {
        protocol.close();
        lanes.forEach(ThreadLane::close);
        lanes.forEach(lane -> assertThat(lane.failures()).isEmpty());
        assertThat(events)
                .as("what is told to the operator as a fault of the node")
                .noneMatch(event -> event.severity() == Event.Severity.ERROR);
    }
}
