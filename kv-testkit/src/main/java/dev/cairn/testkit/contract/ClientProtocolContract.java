package dev.cairn.testkit.contract;

import static dev.cairn.testkit.contract.ProtocolUnderTest.AUTHORITY;
import static dev.cairn.testkit.contract.ProtocolUnderTest.SECRET;
import static dev.cairn.testkit.contract.ProtocolUnderTest.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.api.AdminService;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.Refusals.Reason;
import dev.cairn.api.security.Role;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.Transport;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.contract.ClientCodec.Reply;
import dev.cairn.testkit.service.HeldPort;
import dev.cairn.testkit.service.OneNode;
import dev.cairn.testkit.sim.SimulatedTransportProvider;
import dev.cairn.testkit.sim.Simulation;
import dev.cairn.testkit.tls.TestAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of {@link ClientProtocol}, rule by rule, with callers that speak it by hand. What
 * they were told and what the operator was told is watched during every test.
 *
 * <pre>{@code
 * class MyProtocolTest extends ClientProtocolContract {
 *     @Override
 *     protected ClientProtocol start(int port, KeyValueService data, AdminService admin, ClientProtocol.Env env) {
 *         return new MyProvider().start(new MyConfig(port, …), data, admin, env);
 *     }
 *     …
 * }
 * }</pre>
 *
 * <p>Extend that class once more with {@link #isSecured} true, for all rules over TLS.
 */
@Timeout(120)
public abstract class ClientProtocolContract {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int AT_ONCE = 8;
    private static final int STRANGERS = 8;
    private static final int LARGE_BYTES = 8 * 1024;

    /** Answers that nobody reads: so much of them, buffers of the system included. */
    private static final int MOST_UNREAD_BYTES = 24 << 20;

    /** A request without end: so much of it, before it is refused. */
    private static final int MOST_ENDLESS_BYTES = 64 << 20;

    private ProtocolUnderTest server;

    /** For subclasses. */
    protected ClientProtocolContract() {}

    /** The provider under test. */
    protected abstract ClientProtocol.Provider<?> provider();

    /**
     * Starts the protocol at {@code port} of {@code env.host()}; 0 lets it choose one. What else
     * has to be there for it, such as its transport, is started before and closed with it.
     */
    protected abstract ClientProtocol start(
            int port, KeyValueService data, AdminService admin, ClientProtocol.Env env)
            throws IOException;

    /** How a client speaks it that shows these credentials, or nothing. */
    protected abstract ClientCodec codec(Optional<Credentials> shown);

    /**
     * How many requests of one connection the service is given at once, at most: 1 where one is
     * served after another, 8 or more else.
     */
    protected abstract int mostInWork();

    /**
     * Whether the rules are shown over TLS with users, rather than plain and for everybody. Rule 6
     * always is.
     */
    protected boolean isSecured() {
        return false;
    }

    /**
     * Whether connections without requests outlive {@link ClientProtocol#drain}, because they are
     * shared with somebody who goes on.
     */
    protected boolean keepsIdleConnections() {
        return false;
    }

    /** By which code a client is told of {@code code}; another where the protocol knows fewer. */
    protected ErrorCode told(ErrorCode code) {
        return code;
    }

    @BeforeEach
    void open() throws IOException {
        server = new ProtocolUnderTest(this::start, this::codec, isSecured());
        server.users.allow(USER, Role.READ, Role.WRITE);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static void await(BooleanSupplier condition, String what) {
        assertThat(Await.holds(condition, LIMIT)).as("%s within %s", what, LIMIT).isTrue();
    }

    private void awaitHeld(int count) {
        await(() -> server.data.held.size() >= count, count + " requests have come to the service");
    }

    @Test
    void rule1_itListensWhenStartReturns() throws IOException {
        for (int i = 0; i < 5; i++) {
            try (Conversation first = server.talk()) {
                first.assertWrites("k", "v" + i);
                first.assertReads("k", "v" + i);
            }
            server.restart(0);
        }
    }

    @Test
    void rule1_itListensOnlyAtItsHost() {
        assertThat(server.address().host()).isEqualTo("127.0.0.1");
        assertThatThrownBy(() -> new Socket("127.0.0.2", server.address().port()).close())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void rule1_aTakenPortIsAnErrorThatNamesItAndLeavesNothingOpen() throws IOException {
        InetAddress here = InetAddress.getByName("127.0.0.1");
        try (HeldPort held = new HeldPort();
                ServerSocket taken = new ServerSocket(held.address().port(), 1, here)) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> server.restart(port))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + port);
            taken.close();
            server.restart(port);
            server.assertServes();
        }
    }

    /** Takes the replies to so many requests, which the service gives the last one first. */
    private void takeBackwards(Conversation caller, int count, boolean reads) throws IOException {
        int taken = 0;
        while (taken < count) {
            int now = Math.min(mostInWork(), count - taken);
            awaitHeld(now);
            server.data.held.releaseBackwards();
            for (int i = 0; i < now; i++) {
                Reply reply = caller.next();
                assertThat(reply.error()).isEmpty();
                Optional<String> wanted =
                        reads ? Optional.of("value " + (reply.id() - count - 1)) : Optional.empty();
                assertThat(reply.value()).as("reply to request %d", reply.id()).isEqualTo(wanted);
            }
            taken += now;
        }
    }

    @Test
    void rule2_repliesBelongToTheirRequestsHoweverTheServiceAnswers() throws IOException {
        try (Conversation caller = server.talk()) {
            for (int i = 0; i < AT_ONCE; i++) {
                caller.put("held:" + i, "value " + i);
            }
            takeBackwards(caller, AT_ONCE, false);
            for (int i = 0; i < AT_ONCE; i++) {
                caller.get("held:" + i);
            }
            takeBackwards(caller, AT_ONCE, true);
        }
    }

    @Test
    void rule2_connectionsAreAnsweredEachForItself() throws InterruptedException {
        server.answerElsewhere();
        Crew crew = new Crew();
        for (int caller = 0; caller < 4; caller++) {
            String name = "k" + caller + ":";
            crew.start(() -> {
                try (Conversation talk = server.talk()) {
                    for (int round = 0; round < 10; round++) {
                        writeAndRead(talk, name, round);
                    }
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
        crew.await();
    }

    private static void writeAndRead(Conversation talk, String name, int round) throws IOException {
        for (int i = 0; i < AT_ONCE; i++) {
            talk.put(name + i, round + " of " + name + i);
        }
        for (int i = 0; i < AT_ONCE; i++) {
            assertThat(talk.next().error()).isEmpty();
        }
        int first = talk.get(name + 0);
        for (int i = 1; i < AT_ONCE; i++) {
            talk.get(name + i);
        }
        for (int i = 0; i < AT_ONCE; i++) {
            Reply reply = talk.next();
            assertThat(reply.value()).contains(round + " of " + name + (reply.id() - first));
        }
    }

    @Test
    void rule2_everyErrorIsToldByItsCode() throws IOException {
        try (Conversation caller = server.talk()) {
            for (ErrorCode code : ErrorCode.values()) {
                server.data.failWith(KvError.of(code, "it failed"));
                assertThat(caller.asked("fail:a").error()).contains(told(code));
                assertThat(caller.told("fail:a", "v").error()).contains(told(code));
            }
            caller.assertWrites("k", "v");
        }
    }

    @Test
    void rule3_bytesThatAreNoRequestAreToldSoAndEndTheirConnection() throws IOException {
        try (Conversation other = server.talk()) {
            for (byte[] malformed : server.codec().malformed()) {
                try (Conversation stranger = server.talk()) {
                    stranger.send(malformed);
                    assertThat(stranger.next().error())
                            .as("the error that tells of it")
                            .isPresent();
                    stranger.awaitEnd();
                }
                other.assertWrites("k", "v");
            }
        }
        assertThat(server.data.requests).hasSize(server.codec().malformed().size());
    }

    @Seeded(cases = 10)
    void rule3_noBytesHarmAnybodyElse(RandomGenerator random) throws IOException {
        try (Conversation before = server.talk()) {
            before.assertWrites("honest", "v");
            for (int i = 0; i < STRANGERS; i++) {
                try (Conversation stranger = server.connect()) {
                    stranger.send(StrangeBytes.of(stranger.codec(), random));
                    stranger.finish();
                    stranger.awaitCutOff();
                } catch (IOException cutOff) {
                    // Which is the server's right.
                }
            }
            before.assertReads("honest", "v");
            try (Conversation after = server.talk()) {
                after.assertReads("honest", "v");
            }
        }
    }

    private long readsAsked() {
        return server.data.requests.stream().filter(GetRequest.class::isInstance).count();
    }

    @Test
    void rule4_whoDoesNotReadIsNotReadFor() throws Exception {
        try (Conversation silent = server.talk();
                Conversation writer = server.talk()) {
            writer.assertWrites("large", "v".repeat(LARGE_BYTES));
            try (Flood flood = Flood.ofReads(silent, "large")) {
                flood.awaitHeldUp(server, () -> readsAsked() * LARGE_BYTES > MOST_UNREAD_BYTES);
                await(() -> readsAsked() > 0, "the service is asked");
                assertThat(readsAsked() * LARGE_BYTES)
                        .as("bytes of answers that nobody reads")
                        .isLessThanOrEqualTo(MOST_UNREAD_BYTES);
            }
        }
    }

    @Test
    void rule4_noMoreThanTheBoundIsInWork() throws Exception {
        try (Conversation greedy = server.talk();
                Flood flood = Flood.ofReads(greedy, "held:k")) {
            flood.awaitHeldUp(server, () -> server.data.held.size() > mostInWork());
            awaitHeld(1);
            assertThat(server.data.held.size()).isLessThanOrEqualTo(mostInWork());
            server.data.held.releaseBackwards();
        }
    }

    @Test
    void rule4_aRequestWithoutEndIsNotTakenIn() throws Exception {
        for (ClientCodec.Endless endless : server.codec().endless()) {
            try (Conversation caller = server.talk()) {
                caller.begin(endless);
                CompletableFuture<Boolean> refused = new CompletableFuture<>();
                Thread.ofVirtual().start(() -> refused.complete(isRefused(caller)));
                try (Flood flood = new Flood(caller, _ -> endless.more())) {
                    flood.awaitHeldUp(
                            server, () -> refused.isDone() || flood.sent() > MOST_ENDLESS_BYTES);
                    if (flood.sent() > MOST_ENDLESS_BYTES) {
                        await(refused::isDone, "what is read is thrown away and refused");
                    }
                }
                assertThat(refused.get()).isTrue();
            }
        }
    }

    private static boolean isRefused(Conversation caller) {
        try {
            return caller.next().error().isPresent();
        } catch (IOException ended) {
            return true;
        }
    }

    @Test
    void rule5_whatWasReadIsAnsweredWhileItDrains() throws IOException {
        try (Conversation caller = server.talk()) {
            caller.put("held:k", "v");
            awaitHeld(1);
            server.protocol().drain();
            server.data.held.releaseBackwards();
            assertThat(caller.next().error()).isEmpty();
            if (!keepsIdleConnections()) {
                caller.awaitEnd();
            }
        }
    }

    @Test
    void rule5_nothingNewIsTakenOnceItDrains() throws IOException {
        try (Conversation idle = server.talk();
                Conversation busy = server.talk()) {
            idle.assertWrites("k", "v");
            busy.get("held:k");
            awaitHeld(1);
            int before = server.data.requests.size();
            server.protocol().drain();
            if (keepsIdleConnections()) {
                idle.assertNotServed();
            } else {
                idle.awaitEnd();
            }
            try (Conversation late = server.talk()) {
                late.assertNotServed();
            } catch (IOException refused) {
                // There is nobody any more.
            }
            assertThat(server.data.requests).hasSize(before);
        }
    }

    @Test
    void rule5_closingFreesThePortAndEndsWhatIsOpen() throws IOException {
        try (HeldPort held = new HeldPort()) {
            Address at = held.address();
            server.restart(at.port());
            try (Conversation idle = server.talk();
                    Conversation busy = server.talk()) {
                idle.assertWrites("k", "v");
                busy.get("held:k");
                awaitHeld(1);
                server.protocol().close();
                idle.awaitEnd();
                busy.awaitEnd();
                server.data.held.releaseBackwards();
            }
            server.restart(at.port());
            assertThat(server.address()).isEqualTo(at);
            server.assertServes();
        }
    }

    @Test
    void rule6_withAnIdentityNothingButTlsIsSpoken() throws IOException {
        server.secure();
        try (Conversation plain = server.plain()) {
            plain.send(plain.codec().greeting());
            plain.send(plain.codec().put(1, "k", "v"));
            plain.awaitCutOff();
        } catch (IOException cutOff) {
            // Which is the server's right.
        }
        assertThat(server.data.requests).isEmpty();
        await(() -> server.refusals.count(Reason.HANDSHAKE) == 1, "it is counted");
        server.assertServes();
    }

    @Test
    void rule6_whoIsNobodyIsUnauthenticated() throws IOException {
        server.secure();
        Credentials wrong = new Credentials.Password(Optional.of(USER), "wrong");
        for (Optional<Credentials> shown :
                List.of(
                        Optional.<Credentials>empty(),
                        Optional.of(wrong),
                        Optional.of(Users.secret("mallory")))) {
            try (Conversation nobody = server.talk(shown, AUTHORITY.trusting())) {
                assertThat(nobody.asked("k").error()).contains(ErrorCode.UNAUTHENTICATED);
            }
        }
        assertThat(server.data.requests).isEmpty();
    }

    @Test
    void rule6_aCertificateSaysWhoCalls() throws IOException {
        server.secure();
        SSLContext own = ProtocolUnderTest.contextOf(AUTHORITY.client(OneNode.CLUSTER, USER));
        try (Conversation known = server.talk(Optional.empty(), own)) {
            known.assertWrites("k", "v");
        }
        server.users.forget(USER);
        try (Conversation nobody = server.talk(Optional.empty(), own)) {
            assertThat(nobody.asked("k").error()).contains(ErrorCode.UNAUTHENTICATED);
        }
    }

    @Test
    void rule6_whatACallerMayNotDoIsForbiddenFromTheNextRequestOn() throws IOException {
        server.secure();
        try (Conversation caller = server.talk()) {
            caller.assertWrites("k", "v");
            server.users.allow(USER, Role.READ);
            assertThat(caller.told("k", "w").error()).contains(ErrorCode.FORBIDDEN);
            caller.assertReads("k", "v");
            server.users.allow(USER, Role.WRITE);
            assertThat(caller.asked("k").error()).contains(ErrorCode.FORBIDDEN);
            caller.assertWrites("k", "w");
            server.users.forget(USER);
            assertThat(caller.asked("k").error()).contains(ErrorCode.UNAUTHENTICATED);
        }
    }

    @Test
    void rule6_aNewIdentityHoldsFromTheNextConnectionOn() throws IOException {
        server.secure();
        TestAuthority successor = new TestAuthority();
        try (Conversation before = server.talk()) {
            before.assertWrites("k", "v");
            server.show(successor.node(OneNode.CLUSTER, "n1"));
            try (Conversation after = server.talk(SECRET, successor.trusting())) {
                after.assertReads("k", "v");
            }
            before.assertReads("k", "v");
        }
        assertThatThrownBy(server::talk).isInstanceOf(IOException.class);
    }

    @Test
    void rule7_besideATransportOfAnotherModuleItHasAPortOfItsOwn() throws IOException {
        assumeTrue(provider().transport().isEmpty(), "it shares the port of its transport always");
        assumeFalse(keepsIdleConnections(), "this test opens it at a shared port");
        Transport other =
                new SimulatedTransportProvider()
                        .open(
                                new NoConfig(),
                                new Transport.Env(
                                        OneNode.CLUSTER,
                                        OneNode.ID,
                                        List.copyOf(new Simulation(1).lanes(1)),
                                        server.events::add));
        server.restart(0, Optional.of(other));
        server.assertServes();
        other.close();
    }
}
