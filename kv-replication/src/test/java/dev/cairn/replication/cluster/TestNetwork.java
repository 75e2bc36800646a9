package dev.cairn.replication.cluster;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.testkit.sim.Simulation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** Links between all nodes: in order, delayed by chance, and cut or silently deaf on demand. */
final class TestNetwork {
    private static final Duration DETECTION = Duration.ofMillis(3);

    private final Simulation world;
    private final RandomGenerator random;
    private final TestCluster cluster;
    private final Map<Way, Long> lastArrival = new HashMap<>();
    private final Set<Way> cut = new HashSet<>();
    private final Set<Way> deaf = new HashSet<>();
    private BiConsumer<NodeId, Frame> observer = (from, frame) -> {};
    private Predicate<Sent> lost = sent -> false;
    private UnaryOperator<Sent> disguise = UnaryOperator.identity();
    private final Map<Way, List<Runnable>> held = new HashMap<>();
    private ToIntFunction<Sent> slowness = sent -> 1;
    private int maxDelayMicros = 1000;

    private record Way(NodeId from, NodeId to) {}

    /** A frame that was sent. */
    record Sent(NodeId from, NodeId to, int kind, byte[] payload) {
        Sent saying(byte[] otherwise) {
            return new Sent(from, to, kind, otherwise);
        }
    }

    TestNetwork(Simulation world, TestCluster cluster) {
        this.world = world;
        this.random = world.random("network");
        this.cluster = cluster;
    }

    /** Shows every frame before it is sent. */
    void onSend(BiConsumer<NodeId, Frame> watcher) {
        observer = watcher;
    }

    void maxDelay(Duration delay) {
        maxDelayMicros = (int) (delay.toNanos() / 1000);
    }

    /** From now on what is sent takes so many times as long as it would. */
    void slowDown(ToIntFunction<Sent> times) {
        slowness = times;
    }

    /** What is so is taken and lost from now on, and nobody hears of it. */
    void lose(Predicate<Sent> lossy) {
        lost = lossy;
    }

    /** From now on this arrives in the place of what was sent. */
    void disguise(UnaryOperator<Sent> mask) {
        disguise = mask;
    }

    /** Cuts the link between two nodes; both hear of it. */
    void cut(NodeId a, NodeId b) {
        if (!a.equals(b) && !cut.containsAll(List.of(new Way(a, b), new Way(b, a)))) {
            cut.add(new Way(a, b));
            cut.add(new Way(b, a));
            world.time().schedule(DETECTION, () -> down(a, b));
            world.time().schedule(DETECTION, () -> down(b, a));
        }
    }

    /** What goes from one node to another is taken and lost, and nobody hears of it. */
    void deafen(NodeId from, NodeId to) {
        deaf.add(new Way(from, to));
    }

    /** What goes from one node to another is under way until {@link #release}. */
    void hold(NodeId from, NodeId to) {
        held.put(new Way(from, to), new ArrayList<>());
    }

    void release(NodeId from, NodeId to) {
        held.remove(new Way(from, to)).forEach(Runnable::run);
    }

    void heal() {
        deaf.clear();
        List.copyOf(cut).forEach(this::mend);
    }

    void heal(NodeId a, NodeId b) {
        for (Way way : List.of(new Way(a, b), new Way(b, a))) {
            deaf.remove(way);
            mend(way);
        }
    }

    /** Mends a link; its end hears of it. */
    private void mend(Way way) {
        if (cut.remove(way)) {
            world.time().schedule(DETECTION, () -> up(way.from(), way.to()));
        }
    }

    /** Whether what is sent gets through. */
    boolean isOpen(NodeId from, NodeId to) {
        Way way = new Way(from, to);
        return !cut.contains(way) && !deaf.contains(way) && cluster.node(from).isUp();
    }

    private void down(NodeId at, NodeId peer) {
        if (cut.contains(new Way(at, peer))) {
            cluster.node(at).onLane(replication -> replication.peerDown(peer));
        }
    }

    private void up(NodeId at, NodeId peer) {
        if (!cut.contains(new Way(at, peer))) {
            cluster.node(at).onLane(replication -> replication.peerUp(peer));
        }
    }

    boolean send(NodeId from, NodeId to, Frame frame) {
        Way way = new Way(from, to);
        if (cut.contains(way) || !cluster.node(from).isUp()) {
            return false;
        }
        observer.accept(from, frame);
        byte[] written = new byte[frame.size()];
        frame.writeTo(MemorySegment.ofArray(written));
        Sent sent = new Sent(from, to, frame.kind(), written);
        if (lost.test(sent)) {
            return true;
        }
        Sent arriving = disguise.apply(sent);
        long delay = 50_000 + 1000L * random.nextInt(Math.max(1, maxDelayMicros));
        delay *= slowness.applyAsInt(sent);
        long arrival = Math.max(world.time().nanos() + delay, lastArrival.getOrDefault(way, 0L));
        lastArrival.put(way, arrival);
        world.time()
                .schedule(
                        Duration.ofNanos(arrival - world.time().nanos()),
                        () ->
                                arrive(
                                        way,
                                        () ->
                                                deliver(
                                                        from,
                                                        to,
                                                        arriving.kind(),
                                                        arriving.payload())));
        return true;
    }

    private void arrive(Way way, Runnable delivery) {
        List<Runnable> waiting = held.get(way);
        if (waiting != null) {
            waiting.add(delivery);
        } else if (!cut.contains(way) && !deaf.contains(way)) {
            delivery.run();
        }
    }

    /** The payload is valid during the call only, so it is in memory that is gone afterwards. */
    void deliver(NodeId from, NodeId to, int kind, byte[] payload) {
        cluster.node(to)
                .onLane(replication -> {
                    try (Arena call = Arena.ofConfined()) {
                        MemorySegment lent =
                                call.allocate(Math.max(1, payload.length))
                                        .asSlice(0, payload.length);
                        lent.copyFrom(MemorySegment.ofArray(payload));
                        replication.frame(from, kind, lent);
                    }
                });
    }
}
