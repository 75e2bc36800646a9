package dev.cairn.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.spi.Transport.FrameHandler;
import dev.cairn.api.spi.Transport.Link;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.contract.ThreadLane;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.module.ModuleDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class SimulatedNetworkTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    /** A node that writes down what reaches it, with the time in milliseconds. */
    private static final class Node implements FrameHandler {
        final NodeId id;
        final Simulation world;
        final Transport transport;
        final Address address;
        final List<String> log = new ArrayList<>();

        Node(Simulation world, String name) throws IOException {
            this.world = world;
            this.id = new NodeId(name);
            List<Lane> lanes = List.copyOf(world.lanes(1));
            transport =
                    new SimulatedTransportProvider()
                            .open(
                                    new NoConfig(),
                                    new Transport.Env(new ClusterId(1), id, lanes, EventSink.NONE));
            address = transport.listen(new Address(name, 4700), this);
        }

        Link linkTo(Node other) {
            Link link = transport.link(other.address);
            assertThat(world.time().runUntil(link::isUp, LONG)).isTrue();
            return link;
        }

        long frames() {
            return log.stream().filter(line -> line.startsWith("frame")).count();
        }

        @Override
        public void frame(Link from, int kind, MemorySegment payload) {
            log.add("frame " + Bytes.copyOf(payload).utf8());
        }

        @Override
        public void up(Link link) {
            log.add("up " + link.peer());
        }

        @Override
        public void down(Link link, String cause) {
            log.add("down " + link.peer() + ": " + cause);
        }
    }

    private final Simulation world = new Simulation(7);
    private final SimulatedNetwork network = world.network();

    private static Frame frame(String text) {
        return Frame.of(1, Bytes.utf8(text).segment());
    }

    @Test
    void framesTakeTheLatencyOfTheProfile() throws IOException {
        Node a = new Node(world, "a");
        Node b = new Node(world, "b");
        Link link = a.linkTo(b);
        network.profile(LinkProfile.WAN);
        long sent = world.time().nanos();
        link.offer(frame("x"));
        assertThat(world.time().runUntil(() -> b.frames() == 1, LONG)).isTrue();
        assertThat(Duration.ofNanos(world.time().nanos() - sent))
                .isBetween(Duration.ofMillis(40), Duration.ofMillis(200));
    }

    @Test
    void aCutIsNoticedAfterTheTimeoutOnlyAndTheLinkComesBackWhenItHeals() throws IOException {
        Node a = new Node(world, "a");
        Node b = new Node(world, "b");
        Link link = a.linkTo(b);
        network.partition(Set.of(a.id), Set.of(b.id));
        assertThat(link.offer(frame("into the cut"))).isTrue();
        world.time().advance(Duration.ofSeconds(1));
        assertThat(link.isUp()).as("up a second after the cut").isTrue();
        world.time().advance(Duration.ofSeconds(2));
        assertThat(link.isUp()).as("up three seconds after the cut").isFalse();
        world.time().advance(LONG);
        assertThat(b.frames()).isZero();
        network.heal();
        assertThat(world.time().runUntil(link::isUp, LONG)).isTrue();
        link.offer(frame("after"));
        world.time().advance(Duration.ofSeconds(1));
        assertThat(b.log).contains("frame after").doesNotContain("frame into the cut");
    }

    @Test
    void aCutOneWayLetsTheOtherWayThroughUntilItIsNoticed() throws IOException {
        Node a = new Node(world, "a");
        Node b = new Node(world, "b");
        a.linkTo(b);
        Link back = b.linkTo(a);
        network.cut(a.id, b.id);
        back.offer(frame("this way"));
        world.time().advance(Duration.ofSeconds(1));
        assertThat(a.log).contains("frame this way");
        assertThat(network.isOpen(a.id, b.id)).isFalse();
        assertThat(network.isOpen(b.id, a.id)).isTrue();
    }

    @Test
    void anUnpluggedNodeIsReachedByNobody() throws IOException {
        Node a = new Node(world, "a");
        Node b = new Node(world, "b");
        network.cut(b.id);
        Link link = a.transport.link(b.address);
        world.time().advance(LONG);
        assertThat(link.isUp()).isFalse();
        network.heal();
        assertThat(world.time().runUntil(link::isUp, LONG)).isTrue();
    }

    @Test
    void aCrashIsNoticedAtOnceAndTheNextProcessIsFound() throws IOException {
        Node a = new Node(world, "a");
        Node b = new Node(world, "b");
        Link link = a.linkTo(b);
        network.crash(b.id);
        world.time().advance(Duration.ofMillis(50));
        assertThat(link.isUp()).isFalse();
        assertThat(b.log)
                .as("what the dead process heard of its own death")
                .noneMatch(line -> line.startsWith("down"));
        new Node(world, "b");
        assertThat(world.time().runUntil(link::isUp, LONG)).isTrue();
    }

    @Seeded(cases = 20)
    void whateverIsLostFramesStayInOrderAndComeOnce(long seed) throws IOException {
        Simulation lossy = new Simulation(seed);
        Node a = new Node(lossy, "a");
        Node b = new Node(lossy, "b");
        Link link = a.linkTo(b);
        lossy.network().profile(LinkProfile.LAN.withResets(0.02));
        for (int i = 0; i < 500; i++) {
            link.offer(frame(String.format("%03d", i)));
            lossy.time().advance(Duration.ofMillis(20));
        }
        List<String> frames = b.log.stream().filter(line -> line.startsWith("frame")).toList();
        assertThat(frames).isSorted().doesNotHaveDuplicates();
        assertThat(b.log).as("links that were lost").anyMatch(line -> line.startsWith("down"));
        assertThat(frames).hasSizeBetween(1, 499);
    }

    @Seeded(cases = 5)
    void theSameSeedGivesTheSameTraceTwice(long seed) throws IOException {
        Trace first = busyWorld(seed);
        assertThat(first.lines()).isGreaterThan(500);
        assertThat(busyWorld(seed).hash()).isEqualTo(first.hash());
        assertThat(busyWorld(seed).last()).isEqualTo(first.last());
        assertThat(busyWorld(seed + 1).hash()).isNotEqualTo(first.hash());
    }

    /** Three nodes that talk while links are cut, mended and lost, and one of them crashes. */
    private static Trace busyWorld(long seed) throws IOException {
        Simulation world = new Simulation(seed);
        RandomGenerator random = world.random("test");
        world.network().profile(LinkProfile.LAN.withResets(0.005));
        List<Node> nodes = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            nodes.add(new Node(world, name));
        }
        for (int i = 0; i < 1_000; i++) {
            Node from = nodes.get(random.nextInt(3));
            Node to = nodes.get(random.nextInt(3));
            if (from != to) {
                from.transport.link(to.address).offer(frame("message " + i));
            }
            switch (random.nextInt(100)) {
                case 0 -> world.network().cut(from.id, to.id);
                case 1, 2 -> world.network().heal();
                case 3 -> {
                    world.network().crash(to.id);
                    nodes.set(nodes.indexOf(to), new Node(world, to.id.name()));
                }
                default -> {}
            }
            world.time().advance(Duration.ofMillis(random.nextInt(50)));
        }
        return world.trace();
    }

    @Test
    void eachPurposeHasRandomnessOfItsOwn() {
        assertThat(world.random("one").nextLong())
                .isEqualTo(new Simulation(7).random("one").nextLong());
        assertThat(world.random("one").nextLong()).isNotEqualTo(world.random("two").nextLong());
        assertThat(world.random("one").nextLong())
                .isNotEqualTo(new Simulation(8).random("one").nextLong());
    }

    @Test
    void thePluginIsProvidedUnderItsNameAndWantsVirtualLanes() {
        SimulatedTransportProvider provider = new SimulatedTransportProvider();
        assertThat(provider.name()).isEqualTo("simulated");
        assertThat(SimulatedTransportProvider.class.getModule().getDescriptor().provides())
                .flatExtracting(ModuleDescriptor.Provides::providers)
                .contains(SimulatedTransportProvider.class.getName());
        try (ThreadLane lane = new ThreadLane(0)) {
            Transport.Env env =
                    new Transport.Env(
                            new ClusterId(1), new NodeId("a"), List.of(lane), EventSink.NONE);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> provider.open(new NoConfig(), env));
        }
    }

    @Test
    void aMachineWithoutPowerIsMissedAfterTheTimeoutOnly() throws IOException {
        Node a = new Node(world, "a");
        Node b = new Node(world, "b");
        Link link = a.linkTo(b);
        network.powerOff(b.id);
        link.offer(frame("into the dark"));
        world.time().advance(Duration.ofSeconds(1));
        assertThat(link.isUp()).as("up a second after the power went").isTrue();
        world.time().advance(Duration.ofSeconds(2));
        assertThat(link.isUp()).as("up three seconds after").isFalse();
        assertThat(b.log).as("what the dead are told").doesNotContain("frame into the dark");
    }
}
