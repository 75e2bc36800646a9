package dev.cairn.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.peer.ProtocolRange;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.spi.Transport.Link;
import dev.cairn.testkit.contract.RecordingHandler.Arrived;
import dev.cairn.testkit.service.HeldPort;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of {@link Transport}, rule by rule, between transports of the same kind. Rules 5 and
 * 6 are watched during every test.
 *
 * <pre>{@code
 * final class MyTransportTest extends TransportContract {
 *     @Override
 *     protected Transport open(Transport.Env env) {
 *         return new MyTransportProvider().open(MyConfig.DEFAULT, env);
 *     }
 * }
 * }</pre>
 *
 * <p>A transport in virtual time overrides {@link #lanes}, {@link #await} and {@link #stall} too.
 */
@Timeout(120)
public abstract class TransportContract {
    private static final ClusterId CLUSTER = new ClusterId(0xca12L);
    private static final int KIND = 0x21;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MOST_BUFFERED = 256L << 20;

    private final List<Node> nodes = new ArrayList<>();
    private final List<ThreadLane> threads = new ArrayList<>();
    private final List<HeldPort> held = new ArrayList<>();

    /** For subclasses. */
    protected TransportContract() {}

    /** Opens the transport. */
    protected abstract Transport open(Transport.Env env);

    /**
     * Opens the transport as a release that speaks these versions of its protocol would; empty
     * where the test cannot, and then nothing is shown of nodes of different releases.
     */
    protected Optional<Transport> open(Transport.Env env, ProtocolRange versions) {
        return Optional.empty();
    }

    /** The lanes of one more node; threads here, ended after the test. */
    protected List<Lane> lanes(int count) {
        List<ThreadLane> started = ThreadLane.start(count);
        threads.addAll(started);
        return List.copyOf(started);
    }

    /**
     * Lets time pass until {@code condition} holds or {@code limit} is over; whether it came to
     * hold.
     */
    protected boolean await(BooleanSupplier condition, Duration limit) {
        return Await.holds(condition, limit);
    }

    /** Keeps a lane from running anything until the answer is closed. */
    protected AutoCloseable stall(Lane lane) {
        CountDownLatch stalled = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        lane.execute(() -> {
            stalled.countDown();
            Crew.awaitLatch(goOn);
        });
        Crew.awaitLatch(stalled);
        return goOn::countDown;
    }

    /**
     * Whether {@link Link#offer} may be called on any thread; false only for a transport in virtual
     * time.
     */
    protected boolean isThreadSafe() {
        return true;
    }

    /** A host and port to listen at, free at each call; port 0 lets the transport choose. */
    protected Address free() {
        return new Address("127.0.0.1", 0);
    }

    /** The same, given to nobody else while nobody listens there. */
    protected Address held() throws IOException {
        held.add(new HeldPort());
        return held.getLast().address();
    }

    /** One end: a transport with its lanes, its handler and its events. */
    private final class Node {
        final List<Lane> lanes = lanes(2);
        final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
        final RecordingHandler handler;
        final Transport transport;
        final Address address;

        Node(
                String name,
                ClusterId cluster,
                Address at,
                Function<List<Lane>, RecordingHandler> handlerOn)
                throws IOException {
            this(name, cluster, at, handlerOn, TransportContract.this::open);
        }

        Node(
                String name,
                ClusterId cluster,
                Address at,
                Function<List<Lane>, RecordingHandler> handlerOn,
                Function<Transport.Env, Transport> opener)
                throws IOException {
            handler = handlerOn.apply(lanes);
            transport =
                    opener.apply(new Transport.Env(cluster, new NodeId(name), lanes, events::add));
            nodes.add(this);
            address = transport.listen(at, handler);
        }

        boolean wasTold(String... words) {
            return events.stream()
                    .map(Event::message)
                    .anyMatch(message -> Stream.of(words).allMatch(message::contains));
        }

        Link linkTo(Node other) {
            Link link = transport.link(other.address);
            awaitOrFail(
                    () -> link.isUp() && handler.ups.contains(link),
                    "the link to " + other.address + " is up");
            return link;
        }
    }

    private Node node(String name) throws IOException {
        return new Node(name, CLUSTER, free(), RecordingHandler::new);
    }

    private Node node(String name, ProtocolRange versions) throws IOException {
        return new Node(name, CLUSTER, free(), RecordingHandler::new, env -> opened(env, versions));
    }

    private Transport opened(Transport.Env env, ProtocolRange versions) {
        Optional<Transport> opened = open(env, versions);
        assumeTrue(opened.isPresent(), "this test opens one release alone");
        return opened.get();
    }

    private void awaitOrFail(BooleanSupplier condition, String what) {
        assertThat(await(condition, PATIENCE)).as("%s within %s", what, PATIENCE).isTrue();
    }

    private void send(Link link, Frame frame) {
        awaitOrFail(
                () -> link.offer(frame), "the link takes a frame of " + frame.size() + " bytes");
    }

    private static Frame frame(int kind, Bytes payload) {
        return Frame.of(kind, payload.segment());
    }

    private static Bytes randomBytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    @AfterEach
    void closeAndCheckWhatHoldsAlways() throws IOException {
        nodes.forEach(node -> node.transport.close());
        threads.forEach(ThreadLane::close);
        for (HeldPort each : held) {
            each.close();
        }
        for (Node node : nodes) {
            assertThat(node.handler.offences).as("what was delivered against the rules").isEmpty();
        }
        for (ThreadLane lane : threads) {
            assertThat(lane.failures()).as("thrown on a lane").isEmpty();
        }
    }

    @Test
    void rule1_framesOfAllKindsAndSizesArriveWholeAndInOrder() throws IOException {
        Node a = node("a");
        Node b = node("b");
        Link link = a.linkTo(b);
        List<Arrived> sent = new ArrayList<>();
        for (int size :
                new int[] {
                    0, 1, 127, 128, 16_383, 65_536, 1_000_000, Transport.MAX_FRAME_BYTES, 3
                }) {
            sent.add(new Arrived(KIND, randomBytes(size, size)));
        }
        for (int kind = 0; kind <= 255; kind++) {
            sent.add(new Arrived(kind, randomBytes(kind, kind)));
        }
        sent.forEach(each -> send(link, frame(each.kind(), each.payload())));
        awaitOrFail(() -> b.handler.frames.size() >= sent.size(), "all frames arrive");
        assertThat(b.handler.arrived().equals(sent))
                .as("the frames that arrived are those sent")
                .isTrue();
    }

    @Test
    void rule1_bothSidesOfALinkSendAndKeepTheirOrder() throws IOException {
        Node a = node("a");
        Node b = new Node("b", CLUSTER, free(), EchoHandler::new);
        Link link = a.linkTo(b);
        List<Arrived> sent = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            sent.add(new Arrived(KIND, Bytes.utf8("frame " + i)));
            send(link, frame(KIND, sent.getLast().payload()));
        }
        awaitOrFail(() -> a.handler.frames.size() >= sent.size(), "all echoes arrive");
        assertThat(a.handler.arrived()).isEqualTo(sent);
    }

    @Test
    void rule2_bothSidesLearnEachOthersName() throws IOException {
        Node a = node("a");
        Node b = node("b");
        Link link = a.linkTo(b);
        assertThat(link.peer()).isEqualTo(new NodeId("b"));
        awaitOrFail(() -> !b.handler.ups.isEmpty(), "the other side is told too");
        assertThat(b.handler.ups.peek().peer()).isEqualTo(new NodeId("a"));
    }

    @Test
    void rule2_aNodeOfAnotherClusterIsRefusedAndToldWhy() throws IOException {
        Node a = node("a");
        Node stranger = new Node("stranger", new ClusterId(0xbadL), free(), RecordingHandler::new);
        Link link = stranger.transport.link(a.address);
        awaitOrFail(
                () -> stranger.wasTold("cluster"),
                "the stranger is told that its cluster is another");
        assertThat(link.isUp()).isFalse();
        assertThat(link.offer(frame(KIND, Bytes.utf8("x")))).isFalse();
        assertThat(a.handler.ups).isEmpty();
        assertThat(stranger.handler.ups).isEmpty();
    }

    @Test
    void rule2_nodesOfAdjacentReleasesAgreeOnTheNewestVersionThatBothSpeak() throws IOException {
        Node former = node("former", ProtocolRange.only(1));
        Node present = node("present", new ProtocolRange(1, 2));
        Node next = node("next", new ProtocolRange(2, 3));
        assertThat(former.linkTo(present).version()).isEqualTo(1);
        Link link = present.linkTo(next);
        assertThat(link.version()).isEqualTo(2);
        send(link, frame(KIND, Bytes.utf8("as before")));
        awaitOrFail(() -> !next.handler.frames.isEmpty(), "the frame arrives");
        assertThat(next.handler.ups.element().version()).isEqualTo(2);
    }

    @Test
    void rule2_withoutACommonVersionACallerIsRefusedAndToldBothRanges() throws IOException {
        Node former = node("former", new ProtocolRange(1, 2));
        Node later = node("later", new ProtocolRange(3, 4));
        for (Node caller : List.of(former, later)) {
            Node listener = caller == former ? later : former;
            Link link = caller.transport.link(listener.address);
            awaitOrFail(() -> caller.wasTold("1 to 2", "3 to 4"), "the caller is told why");
            assertThat(link.isUp()).isFalse();
            assertThat(listener.handler.ups).isEmpty();
        }
    }

    @Test
    void rule3_aLinkThatIsDownTakesNothingAndTellsWhenItWill() throws IOException {
        Address address = held();
        Node a = node("a");
        Link link = a.transport.link(address);
        assertThat(link.isUp()).isFalse();
        assertThat(link.offer(frame(KIND, Bytes.utf8("lost")))).isFalse();
        AtomicInteger told = new AtomicInteger();
        link.onWritable(told::incrementAndGet);
        Node b = new Node("b", CLUSTER, address, RecordingHandler::new);
        awaitOrFail(() -> told.get() > 0, "onWritable tells that the link is up");
        send(link, frame(KIND, Bytes.utf8("kept")));
        awaitOrFail(() -> !b.handler.frames.isEmpty(), "the frame arrives");
        assertThat(b.handler.arrived()).containsExactly(new Arrived(KIND, Bytes.utf8("kept")));
        assertThat(told).hasValue(1);
    }

    @Test
    void rule3_aFullBufferRefusesAndTellsOnceOnALaneWhenThereIsRoom() throws Exception {
        Node a = node("a");
        Node b = node("b");
        Link link = a.linkTo(b);
        Bytes payload = randomBytes(64 * 1024, 1);
        int accepted = 0;
        AtomicInteger told = new AtomicInteger();
        AtomicBoolean toldOnLane = new AtomicBoolean();
        AtomicBoolean takesAgain = new AtomicBoolean();
        List<AutoCloseable> stalled = new ArrayList<>();
        b.lanes.forEach(lane -> stalled.add(stall(lane)));
        try {
            while (link.offer(frame(KIND, payload))) {
                accepted++;
                assertThat((long) accepted * payload.size())
                        .as("bytes taken while nobody reads")
                        .isLessThan(MOST_BUFFERED);
            }
            link.onWritable(() -> {
                toldOnLane.set(a.lanes.stream().anyMatch(Lane::isCurrent));
                takesAgain.set(link.offer(frame(KIND, payload)));
                told.incrementAndGet();
            });
        } finally {
            for (AutoCloseable each : stalled) {
                each.close();
            }
        }
        int expected = accepted + 1;
        awaitOrFail(() -> told.get() > 0, "onWritable tells that there is room");
        assertThat(toldOnLane).as("told on a lane").isTrue();
        assertThat(takesAgain).as("there was room when it was told").isTrue();
        awaitOrFail(() -> b.handler.frames.size() >= expected, "what was taken arrives");
        assertThat(b.handler.arrived())
                .hasSize(expected)
                .allMatch(arrived -> arrived.payload().equals(payload));
        assertThat(told).hasValue(1);
    }

    @Test
    void rule4_aLinkReconnectsByItself() throws IOException {
        Node a = node("a");
        Node b = new Node("b", CLUSTER, held(), RecordingHandler::new);
        Link link = a.linkTo(b);
        for (int restart = 1; restart <= 2; restart++) {
            int downs = restart;
            nodes.getLast().transport.close();
            awaitOrFail(
                    () -> a.handler.downs.size() >= downs && !link.isUp(), "the link goes down");
            Node again = new Node("b", CLUSTER, b.address, RecordingHandler::new);
            awaitOrFail(link::isUp, "the link is up again");
            Frame frame = frame(KIND, Bytes.utf8("restart " + restart));
            send(link, frame);
            awaitOrFail(
                    () -> !again.handler.frames.isEmpty(), "a frame arrives at the restarted peer");
        }
    }

    @Test
    void rule7_aFrameOverTheLimitIsRefused() throws IOException {
        Node a = node("a");
        Node b = node("b");
        Link link = a.linkTo(b);
        Frame tooLarge =
                Frame.of(KIND, MemorySegment.ofArray(new byte[Transport.MAX_FRAME_BYTES + 1]));
        assertThatIllegalArgumentException().isThrownBy(() -> link.offer(tooLarge));
        send(link, frame(KIND, Bytes.utf8("after")));
        awaitOrFail(() -> !b.handler.frames.isEmpty(), "the link goes on");
        assertThat(b.handler.arrived()).containsExactly(new Arrived(KIND, Bytes.utf8("after")));
    }

    @Test
    void rule8_theSameAddressIsTheSameLink() throws IOException {
        Node a = node("a");
        Node b = node("b");
        Link link = a.linkTo(b);
        assertThat(a.transport.link(new Address(b.address.host(), b.address.port())))
                .isSameAs(link);
    }

    @Test
    void rule8_manyThreadsMayOfferAtOnce() throws Exception {
        assumeTrue(
                isThreadSafe(),
                "this transport declares that it runs in virtual time, on one thread");
        Node a = node("a");
        Node b = node("b");
        Link link = a.linkTo(b);
        Crew crew = new Crew();
        for (int thread = 0; thread < 4; thread++) {
            int kind = 0x30 + thread;
            crew.start(() -> {
                for (int i = 0; i < 500; i++) {
                    send(link, frame(kind, Bytes.utf8("frame " + i)));
                }
            });
        }
        crew.await();
        awaitOrFail(() -> b.handler.frames.size() >= 2_000, "all frames arrive");
        for (int thread = 0; thread < 4; thread++) {
            int kind = 0x30 + thread;
            List<Arrived> ofThread =
                    b.handler.arrived().stream().filter(frame -> frame.kind() == kind).toList();
            for (int i = 0; i < 500; i++) {
                assertThat(ofThread.get(i).payload().utf8()).isEqualTo("frame " + i);
            }
        }
    }

    @Test
    void rule9_afterCloseNothingIsDeliveredAndThePortIsFree() throws IOException {
        Node a = node("a");
        Node b = new Node("b", CLUSTER, held(), RecordingHandler::new);
        Link link = a.linkTo(b);
        send(link, frame(KIND, Bytes.utf8("before")));
        awaitOrFail(() -> !b.handler.frames.isEmpty(), "the frame arrives");
        b.transport.close();
        b.transport.close();
        int delivered = b.handler.frames.size() + b.handler.ups.size() + b.handler.downs.size();
        awaitOrFail(() -> !link.isUp(), "the link goes down");
        Node next = new Node("b", CLUSTER, b.address, RecordingHandler::new);
        awaitOrFail(link::isUp, "the next one at this port is reached");
        send(link, frame(KIND, Bytes.utf8("after")));
        awaitOrFail(() -> !next.handler.frames.isEmpty(), "the next frame arrives");
        assertThat(b.handler.frames.size() + b.handler.ups.size() + b.handler.downs.size())
                .isEqualTo(delivered);
        a.transport.close();
        assertThat(link.offer(frame(KIND, Bytes.utf8("too late")))).isFalse();
        assertThat(link.isUp()).isFalse();
    }

    @Test
    void rule8_aLinkClosedForGoodStaysDownOnBothSidesUntilItIsMadeAnew() throws IOException {
        Node a = node("a");
        Node b = node("b");
        Link link = a.linkTo(b);
        link.close();
        awaitOrFail(() -> !link.isUp(), "the link is down");
        awaitOrFail(() -> !b.handler.downs.isEmpty(), "the other side is told");
        assertThat(link.offer(frame(KIND, Bytes.utf8("x")))).isFalse();
        Link again = a.linkTo(b);
        assertThat(again).isNotSameAs(link);
        assertThat(link.isUp()).isFalse();
        send(again, frame(KIND, Bytes.utf8("kept")));
        awaitOrFail(() -> !b.handler.frames.isEmpty(), "the frame arrives");
    }

    @Test
    void rule10_aNodeOfNoClusterMayCallAndBothKnowIt() throws IOException {
        Node member = node("a");
        Node newcomer = new Node("b", ClusterId.NONE, free(), RecordingHandler::new);
        Link link = newcomer.linkTo(member);
        assertThat(link.cluster()).isEqualTo(CLUSTER);
        awaitOrFail(() -> !member.handler.ups.isEmpty(), "the member is told");
        Link back = member.handler.ups.element();
        assertThat(back.cluster()).isEqualTo(ClusterId.NONE);
        send(link, frame(KIND, Bytes.utf8("let me in")));
        awaitOrFail(() -> !member.handler.frames.isEmpty(), "the question arrives");
        send(back, frame(KIND, Bytes.utf8("welcome")));
        awaitOrFail(() -> !newcomer.handler.frames.isEmpty(), "the answer arrives");
    }

    @Test
    void rule10_aNodeOfNoClusterAcceptsNobody() throws IOException {
        Node newcomer = new Node("a", ClusterId.NONE, free(), RecordingHandler::new);
        Node member = node("b");
        Link link = member.transport.link(newcomer.address);
        awaitOrFail(() -> member.wasTold("no cluster"), "the caller is told why");
        assertThat(link.isUp()).isFalse();
        assertThat(newcomer.handler.ups).isEmpty();
    }

    @Test
    void rule9_aPortThatIsTakenIsAnError() throws IOException {
        Node a = node("a");
        assertThatThrownBy(() -> new Node("b", CLUSTER, a.address, RecordingHandler::new))
                .isInstanceOf(IOException.class);
    }
}
