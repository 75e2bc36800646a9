package dev.cairn.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.event.Event;
import dev.cairn.api.security.AccessControl;
import dev.cairn.api.security.AccessRefused;
import dev.cairn.api.security.Refusals;
import dev.cairn.api.security.Refusals.Reason;
import dev.cairn.api.security.Security;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.spi.Transport.FrameHandler;
import dev.cairn.api.spi.Transport.Link;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the listening side of a transport makes of callers that speak its protocol by hand: what
 * holds whatever the bytes are. Tests of the bytes themselves are added by those who extend it.
 */
@Timeout(120)
public abstract class ListeningContract implements FrameHandler {
    /** The cluster that the listener is in. */
    protected static final ClusterId CLUSTER = new ClusterId(0xca12L);

    private static final int STRANGERS = 20;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** What the listener told its operator. */
    protected final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** The listener's only lane. */
    protected final ThreadLane lane = new ThreadLane(0);

    /** For this clock no time passes: so of each reason one refusal is told. */
    private final Refusals refusals = new Refusals(events::add, () -> 0);

    private final BlockingQueue<String> happened = new LinkedBlockingQueue<>();
    private Transport transport;
    private Address address;

    /** For subclasses. */
    protected ListeningContract() {}

    /** Somebody who has called as the node {@code n2}, and said hello. */
    public interface Caller extends AutoCloseable {
        /** Sends a frame of so many bytes. */
        void send(int kind, int size) throws IOException;

        /** Waits until the listener ends the connection. */
        void awaitEnd() throws IOException, InterruptedException;

        @Override
        void close() throws IOException;
    }

    /** Opens the transport. */
    protected abstract Transport open(Transport.Env env);

    /**
     * Calls the listener as a node of {@code cluster} and says hello, and does not wait for its
     * answer.
     */
    protected abstract Caller call(ClusterId cluster, long link) throws IOException;

    private Caller call(long link) throws IOException {
        return call(CLUSTER, link);
    }

    @BeforeEach
    void listen() throws IOException {
        Security open = new Security(Optional.empty(), AccessControl.OPEN, refusals);
        transport =
                open(
                        new Transport.Env(
                                CLUSTER, new NodeId("n1"), List.of(lane), events::add, open));
        address = transport.listen(new Address("127.0.0.1", 0), this);
    }

    @AfterEach
    void close() {
        transport.close();
        lane.close();
        assertThat(lane.failures()).isEmpty();
    }

    /** Where it listens. */
    protected final Address address() {
        return address;
    }

    @Override
    public final void frame(Link from, int kind, MemorySegment payload) {
        happened.add("frame " + kind + " of " + payload.byteSize());
    }

    @Override
    public final void up(Link link) {
        happened.add("up " + link.peer());
    }

    @Override
    public final void down(Link link, String cause) {
        happened.add("down " + link.peer() + ": " + cause);
    }

    /** Something happened that {@link #next} is to tell. */
    protected final void note(String what) {
        happened.add(what);
    }

    /** What the listener's handler heard next: "up n2", "frame 7 of 0", "down n2: why". */
    protected final String next() throws InterruptedException {
        return String.valueOf(happened.poll(30, TimeUnit.SECONDS));
    }

    /** Whether the handler has heard nothing more. */
    protected final boolean isQuiet() {
        return happened.isEmpty();
    }

    @Test
    void callersOfAnotherClusterAreRefusedAndCountedAndDoNotFillTheLog() throws Exception {
        for (int link = 1; link <= STRANGERS; link++) {
            long refused = link;
            try (Caller stranger = call(new ClusterId(0xbadL), link)) {
                assertThat(Await.holds(() -> refusals.count(Reason.PEER) == refused, LIMIT))
                        .isTrue();
            }
        }
        try (Caller own = call(1)) {
            assertThat(next()).isEqualTo("up n2");
        }
        assertThat(events).filteredOn(AccessRefused.class::isInstance).hasSize(1);
    }

    @Test
    void framesMayFollowTheHelloWithoutWaitingForItsAnswer() throws Exception {
        try (Caller caller = call(1)) {
            caller.send(7, 0);
            assertThat(next()).isEqualTo("up n2");
            assertThat(next()).isEqualTo("frame 7 of 0");
        }
    }

    @Test
    void aSecondCallOfTheSameLinkReplacesTheFirst() throws Exception {
        try (Caller first = call(1)) {
            assertThat(next()).isEqualTo("up n2");
            try (Caller second = call(1)) {
                assertThat(List.of(next(), next()))
                        .containsExactlyInAnyOrder("up n2", "down n2: the peer has connected anew");
                first.awaitEnd();
                second.send(7, 0);
                assertThat(next()).isEqualTo("frame 7 of 0");
            }
        }
    }

    @Test
    void anotherLinkOfTheSamePeerStandsBesideTheFirst() throws Exception {
        Caller first = call(1);
        assertThat(next()).isEqualTo("up n2");
        try (Caller second = call(2)) {
            assertThat(next()).isEqualTo("up n2");
            first.send(7, 3);
            assertThat(next()).isEqualTo("frame 7 of 3");
            first.close();
            assertThat(next()).startsWith("down n2");
            second.send(8, 1);
            assertThat(next()).isEqualTo("frame 8 of 1");
        }
    }
}
