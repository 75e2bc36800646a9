package dev.cairn.gossip;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Zone;
import dev.cairn.testkit.sim.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Nodes {@code n1} to {@code nN} in virtual time with a mail between them that delays, loses and
 * cuts as told. What runs on a node is made anew with each start and driven through {@link Part}.
 *
 * @param <P> what runs on the nodes
 */
public final class Cluster<P extends Cluster.Part> {
    /** What runs on one node. */
    public interface Part {
        void members(List<Member> members);

        void tick();

        void receive(NodeId from, byte[] message);

        Duration interval();
    }

    /** Makes the part of one node. */
    @FunctionalInterface
    public interface Maker<P> {
        P make(NodeId self, long incarnation, RandomGenerator random, Mail mail);
    }

    /** Where a node posts its messages. */
    @FunctionalInterface
    public interface Mail {
        void send(NodeId to, byte[] message);
    }

    private record Start<P>(long incarnation, P part) {}

    public final VirtualTime time;
    private final SplittableRandom random;
    private final Maker<P> maker;
    private final List<Member> members = new ArrayList<>();
    private final Map<NodeId, Start<P>> running = new LinkedHashMap<>();
    private final Map<NodeId, Long> incarnations = new HashMap<>();
    private final Map<NodeId, List<Runnable>> paused = new HashMap<>();
    private final Set<List<NodeId>> cuts = new HashSet<>();
    public Consumer<byte[]> eavesdropper = message -> {};
    public double loss;
    public Duration shortestDelay = Duration.ofMillis(1);
    public Duration longestDelay = Duration.ofMillis(5);

    public Cluster(int size, long seed, VirtualTime time, Maker<P> maker) {
        this.time = time;
        this.random = new SplittableRandom(seed);
        this.maker = maker;
        for (int i = 1; i <= size; i++) {
            members.add(
                    new Member(
                            id(i),
                            i,
                            new Address("host" + i, 4700),
                            Zone.DEFAULT,
                            1,
                            MemberState.ACTIVE));
        }
        members.forEach(member -> start(member.id()));
    }

    public static NodeId id(int number) {
        return new NodeId("n" + number);
    }

    public List<Member> members() {
        return members;
    }

    public P part(NodeId node) {
        return running.get(node).part();
    }

    public Set<NodeId> running() {
        return running.keySet();
    }

    public void start(NodeId node) {
        long incarnation = incarnations.merge(node, 1L, Long::sum);
        P part =
                maker.make(
                        node,
                        incarnation,
                        random.split(),
                        (to, message) -> post(node, to, message));
        part.members(members);
        Start<P> start = new Start<>(incarnation, part);
        running.put(node, start);
        long first = random.nextLong(part.interval().toNanos());
        time.schedule(Duration.ofNanos(first), () -> tick(node, start));
    }

    public void kill(NodeId node) {
        running.remove(node);
    }

    public void pause(NodeId node) {
        paused.put(node, new ArrayList<>());
    }

    /** Ticks, late as it is, and only then takes what sockets' buffers have kept meanwhile. */
    public void resume(NodeId node) {
        List<Runnable> kept = paused.remove(node);
        running.get(node).part().tick();
        kept.forEach(Runnable::run);
    }

    /** Loses everything that goes from one to the other; the way back stays open. */
    public void cut(NodeId from, NodeId to) {
        cuts.add(List.of(from, to));
    }

    public void heal() {
        cuts.clear();
    }

    private void tick(NodeId node, Start<P> start) {
        if (running.get(node) != start) {
            return;
        }
        if (!paused.containsKey(node)) {
            start.part().tick();
        }
        time.schedule(start.part().interval(), () -> tick(node, start));
    }

    private void post(NodeId from, NodeId to, byte[] message) {
        eavesdropper.accept(message);
        if (loss > 0 && random.nextDouble() < loss || cuts.contains(List.of(from, to))) {
            return;
        }
        long delay = random.nextLong(shortestDelay.toNanos(), longestDelay.toNanos() + 1);
        time.schedule(Duration.ofNanos(delay), () -> deliver(from, to, message));
    }

    private void deliver(NodeId from, NodeId to, byte[] message) {
        Start<P> start = running.get(to);
        if (start == null) {
            return;
        }
        if (paused.containsKey(to)) {
            paused.get(to).add(() -> deliver(from, to, message));
            return;
        }
        start.part().receive(from, message);
    }
}
