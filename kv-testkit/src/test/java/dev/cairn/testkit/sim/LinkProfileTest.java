package dev.cairn.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.spi.Transport.FrameHandler;
import dev.cairn.api.spi.Transport.Link;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LinkProfileTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int STREAM = FrameKinds.REPLICATION_FIRST;

    private final Simulation world = new Simulation(7);
    private final SimulatedNetwork network = world.network();
    private final SimulatedProcess machineOfB = world.machine("b").start(EventSink.NONE);
    private final Receiver a = new Receiver("a", List.copyOf(world.lanes(1)));
    private final Receiver b = new Receiver("b", List.of(machineOfB.lane(0, "lane")));
    private final Link link;

    LinkProfileTest() throws IOException {
        b.listen();
        link = a.listen().link(new Address("b", 4700));
        assertThat(world.time().runUntil(link::isUp, LONG)).isTrue();
    }

    /** Writes down what it receives and when, in milliseconds. */
    private final class Receiver implements FrameHandler {
        final List<String> frames = new ArrayList<>();
        final List<Long> times = new ArrayList<>();
        private final NodeId id;
        private final Transport transport;
        private int downs;

        Receiver(String name, List<Lane> lanes) {
            id = new NodeId(name);
            transport =
                    new SimulatedTransportProvider()
                            .open(
                                    new NoConfig(),
                                    new Transport.Env(new ClusterId(1), id, lanes, EventSink.NONE));
        }

        Transport listen() throws IOException {
            transport.listen(new Address(id.name(), 4700), this);
            return transport;
        }

        @Override
        public void frame(Link from, int kind, MemorySegment payload) {
            frames.add(Bytes.copyOf(payload).utf8());
            times.add(world.time().nanos() / 1_000_000);
        }

        @Override
        public void up(Link up) {}

        @Override
        public void down(Link down, String cause) {
            downs++;
        }
    }

    private void send(int kind, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(link.offer(Frame.of(kind, Bytes.utf8(text(i)).segment()))).isTrue();
            world.time().advance(Duration.ofMillis(1));
        }
        world.time().advance(LONG);
    }

    private static String text(int number) {
        return String.valueOf(1_000 + number);
    }

    private static List<String> texts(int count) {
        return IntStream.range(0, count).mapToObj(LinkProfileTest::text).toList();
    }

    @Test
    void logNormalLatenciesLieAroundTheirMedian() {
        Latency latency = new Latency.LogNormal(Duration.ofMillis(10), 0.5);
        SplittableRandom random = new SplittableRandom(1);
        long[] drawn = IntStream.range(0, 10_001).mapToLong(i -> latency.nanos(random)).toArray();
        Arrays.sort(drawn);
        assertThat(drawn[5_000]).isBetween(9_700_000L, 10_300_000L);
        assertThat(drawn[9_750]).isBetween(24_000_000L, 30_000_000L);
        assertThat(latency.times(3)).isEqualTo(new Latency.LogNormal(Duration.ofMillis(30), 0.5));
    }

    @Test
    void lossDelaysTheStreamAndLosesNothing() {
        network.profile(LinkProfile.LAN.withLoss(0.05));
        send(STREAM, 200);
        assertThat(b.frames).isEqualTo(texts(200));
        long longestGap =
                IntStream.range(1, 200)
                        .mapToLong(i -> b.times.get(i) - b.times.get(i - 1))
                        .max()
                        .orElseThrow();
        assertThat(longestGap).isGreaterThan(100);
    }

    @Test
    void aStreamThatLosesEverythingBreaks() {
        network.profile(LinkProfile.LAN.withLoss(1));
        send(STREAM, 1);
        assertThat(b.frames).isEmpty();
        assertThat(a.downs).isPositive();
    }

    @Test
    void aNarrowLinkTakesItsTimeForEveryByte() {
        network.profile(a.id, b.id, LinkProfile.LAN.withBytesPerSecond(4));
        long began = world.time().nanos() / 1_000_000;
        send(STREAM, 3);
        assertThat(b.times.get(0) - began).isBetween(1_000L, 1_100L);
        assertThat(b.times.get(2) - began).isBetween(3_000L, 3_100L);
    }

    @Test
    void profilesMayBeOfOneWayOrOneNodeUntilTheNetworkHeals() {
        LinkProfile own = LinkProfile.LAN.slowedBy(5);
        network.profile(b.id, LinkProfile.WAN);
        network.profile(a.id, b.id, own);
        assertThat(network.profile(a.id, b.id)).isEqualTo(own);
        assertThat(network.profile(b.id, a.id)).isEqualTo(LinkProfile.WAN);
        assertThat(network.profile(a.id, new NodeId("c"))).isEqualTo(LinkProfile.LAN);
        network.heal();
        assertThat(network.profile(b.id, a.id)).isEqualTo(LinkProfile.LAN);
    }

    @Test
    void datagramsAreLostRepeatedAndOvertakenWhileTheLinkStaysUp() {
        network.profile(LinkProfile.LAN.withDatagrams(new Datagrams(0.2, 0.2, 0.2)));
        send(FrameKinds.DETECTOR, 300);
        assertThat(b.frames)
                .isSubsetOf(texts(300))
                .isNotEqualTo(b.frames.stream().sorted().toList());
        long distinct = b.frames.stream().distinct().count();
        assertThat(distinct).isBetween(200L, 270L);
        assertThat(b.frames.size() - distinct).isBetween(20L, 80L);
        assertThat(link.isUp()).isTrue();
        b.frames.clear();
        send(STREAM, 300);
        assertThat(b.frames).isEqualTo(texts(300));
    }

    @Test
    void aPausedReceiverLetsTheSendersBufferFill() {
        network.profile(LinkProfile.LAN.withBufferBytes(10));
        machineOfB.pause();
        Frame frame = Frame.of(STREAM, Bytes.utf8("123456").segment());
        assertThat(link.offer(frame)).isTrue();
        assertThat(link.offer(frame)).isTrue();
        world.time().advance(LONG);
        assertThat(link.offer(frame)).as("taken with a full buffer").isFalse();
        List<String> told = new ArrayList<>();
        link.onWritable(() -> told.add("writable"));
        machineOfB.resume();
        world.time().advance(LONG);
        assertThat(told).containsExactly("writable");
        assertThat(b.frames).hasSize(2);
        assertThat(link.offer(frame)).isTrue();
    }

    @Test
    void aCallerOfAPausedListenerWaitsAndTriesAgain() throws IOException {
        machineOfB.pause();
        Receiver c = new Receiver("c", List.copyOf(world.lanes(1)));
        Link waiting = c.listen().link(new Address("b", 4700));
        world.time().advance(LONG);
        assertThat(waiting.isUp()).isFalse();
        machineOfB.resume();
        assertThat(world.time().runUntil(waiting::isUp, LONG)).isTrue();
    }
}
