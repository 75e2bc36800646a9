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
 * Nodes {@code n1} to {@code nN} in virtual time with a mail of datagrams between them that delays
 * (and so reorders), loses, repeats and cuts as told. What runs on a node is made anew with each
 * start and driven through {@link Part}. Light enough for a hundred nodes for a day, or a thousand
 * for minutes.
 *
 * @param <P> what runs on the nodes
 */
public final class Cluster<P extends Cluster.Part> {
    /** What the sockets' buffers of a paused node keep for it. */
    private static final int MAX_KEPT = 4_096;

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

    /** One node, running or not. */
    private final class Node {
        final NodeId id;
        long incarnation;
        P part;
        boolean running;
        boolean paused;
        Duration slowness = Duration.ZERO;
        final List<Runnable> kept = new ArrayList<>();

        Node(NodeId id) {
            this.id = id;
        }

        void tick(long ofIncarnation) {
            if (!running || incarnation != ofIncarnation) {
                return;
            }
            if (!paused) {
                part.tick();
            }
            time.schedule(part.interval(), () -> tick(ofIncarnation));
        }
    }

    public final VirtualTime time;
    private final SplittableRandom random;
    private final Maker<P> maker;
    private final List<Member> members = new ArrayList<>();
    private final Map<NodeId, Node> nodes = new LinkedHashMap<>();
    private final Map<NodeId, P> impostors = new HashMap<>();
    private final Set<List<NodeId>> cuts = new HashSet<>();
    public Consumer<byte[]> eavesdropper = message -> {};
    public double loss;
    public double repetition;
    public Duration shortestDelay = Duration.ofMillis(1);
    public Duration longestDelay = Duration.ofMillis(5);
    public long messagesSent;
    public long bytesSent;

    public Cluster(int size, long seed, VirtualTime time, Maker<P> maker) {
        this.time = time;
        this.random = new SplittableRandom(seed);
        this.maker = maker;
        for (int i = 1; i <= size; i++) {
            members.add(member(i));
            nodes.put(id(i), new Node(id(i)));
        }
        members.forEach(member -> start(member.id()));
    }

    public static NodeId id(int number) {
        return new NodeId("n" + number);
    }

    public static Member member(int number) {
        Address address = new Address("host" + number, 4700);
        return new Member(id(number), number, address, Zone.DEFAULT, 1, MemberState.ACTIVE);
    }

    public List<Member> members() {
        return members;
    }

    public P part(NodeId node) {
        return nodes.get(node).part;
    }

    public boolean isRunning(NodeId node) {
        return nodes.get(node).running;
    }

    public List<NodeId> running() {
        return nodes.values().stream().filter(node -> node.running).map(node -> node.id).toList();
    }

    public void start(NodeId id) {
        Node node = nodes.get(id);
        long incarnation = ++node.incarnation;
        node.running = true;
        node.part =
                maker.make(
                        id, incarnation, random.split(), (to, message) -> post(node, to, message));
        node.part.members(members);
        long first = random.nextLong(node.part.interval().toNanos());
        time.schedule(Duration.ofNanos(first), () -> node.tick(incarnation));
    }

    /**
     * Runs a second process under a name; what others send to that name reaches both. Its ticks
     * begin now.
     */
    public void start(NodeId name, P impostor) {
        impostors.put(name, impostor);
        impostor.members(members);
        tickImpostor(name, impostor);
    }

    private void tickImpostor(NodeId name, P impostor) {
        impostor.tick();
        time.schedule(impostor.interval(), () -> tickImpostor(name, impostor));
    }

    /** How a process sends under a name. */
    public Mail mail(NodeId name) {
        return (to, message) -> post(nodes.get(name), to, message);
    }

    public void kill(NodeId id) {
        nodes.get(id).running = false;
    }

    public void pause(NodeId id) {
        nodes.get(id).paused = true;
    }

    /** Ticks, late as it is, and only then takes what sockets' buffers have kept meanwhile. */
    public void resume(NodeId id) {
        Node node = nodes.get(id);
        node.paused = false;
        node.part.tick();
        List<Runnable> kept = List.copyOf(node.kept);
        node.kept.clear();
        kept.forEach(Runnable::run);
    }

    /** Pauses a node for so long, again and again. */
    public void pauseEvery(Duration period, NodeId id, Duration length) {
        time.schedule(
                period,
                () -> {
                    pause(id);
                    time.schedule(length, () -> resume(id));
                    pauseEvery(period, id, length);
                });
    }

    /** Everything from and to that node takes up to so much longer, and at least a fifth of it. */
    public void slow(NodeId id, Duration atMost) {
        nodes.get(id).slowness = atMost;
    }

    /** Loses everything that goes from one to the other; the way back stays open. */
    public void cut(NodeId from, NodeId to) {
        cuts.add(List.of(from, to));
    }

    public void heal() {
        cuts.clear();
    }

    private void post(Node from, NodeId to, byte[] message) {
        eavesdropper.accept(message);
        messagesSent++;
        bytesSent += message.length;
        boolean isCut = !cuts.isEmpty() && cuts.contains(List.of(from.id, to));
        if (isCut || loss > 0 && random.nextDouble() < loss) {
            return;
        }
        Node receiver = nodes.get(to);
        carry(from, receiver, message);
        if (repetition > 0 && random.nextDouble() < repetition) {
            carry(from, receiver, message);
        }
    }

    private void carry(Node from, Node to, byte[] message) {
        long delay = random.nextLong(shortestDelay.toNanos(), longestDelay.toNanos() + 1);
        delay += slowness(from) + slowness(to);
        time.schedule(Duration.ofNanos(delay), () -> deliver(from, to, message));
    }

    private long slowness(Node node) {
        long most = node.slowness.toNanos();
        return most == 0 ? 0 : random.nextLong(most / 5, most);
    }

    private void deliver(Node from, Node to, byte[] message) {
        if (!to.running) {
            return;
        }
        if (to.paused) {
            if (to.kept.size() < MAX_KEPT) {
                to.kept.add(() -> deliver(from, to, message));
            }
            return;
        }
        to.part.receive(from.id, message);
        P impostor = impostors.get(to.id);
        if (impostor != null) {
            impostor.receive(from.id, message);
        }
    }
}
