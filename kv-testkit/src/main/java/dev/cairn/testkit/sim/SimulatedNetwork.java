package dev.cairn.testkit.sim;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.NodeId;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The wires between simulated nodes, and what may happen to them.
 *
 * <p>Links behave as TCP connections do, as {@link LinkProfile} says: frames arrive in order and
 * once, or the link goes down; only frames that need no stream may be lost, repeated or overtaken
 * ({@link Datagrams}). A frame that runs into a partition takes its link down once {@link #TIMEOUT}
 * has passed, and neither side learns sooner. A node that dies ({@link #crash}) is noticed at once,
 * because its kernel says so; one whose cable is pulled ({@link #cut}) or whose machine loses power
 * ({@link #powerOff}) is not. A process that is paused is not noticed at all: its kernel goes on
 * taking frames until the link's buffer is full.
 */
public final class SimulatedNetwork {
    /** How long a side waits in vain before it takes a link, or a try to connect, as failed. */
    public static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final int FIRST_FREE_PORT = 20_000;

    private final Simulation simulation;
    private final RandomGenerator random;
    private final Map<Address, SimulatedTransport> listening = new LinkedHashMap<>();
    private final Set<Way> cuts = new HashSet<>();
    private final Set<NodeId> unplugged = new HashSet<>();
    private final Map<NodeId, LinkProfile> ofNodes = new HashMap<>();
    private final Map<Way, LinkProfile> ofWays = new HashMap<>();
    private LinkProfile profile = LinkProfile.LAN;
    private int nextPort = FIRST_FREE_PORT;

    private record Way(NodeId from, NodeId to) {}

    SimulatedNetwork(Simulation simulation) {
        this.simulation = simulation;
        this.random = simulation.random("network");
    }

    /** Makes all links behave so from now on, but for those with a profile of their own. */
    public void profile(LinkProfile wanted) {
        profile = wanted;
    }

    /** Makes all links to and from one node behave so, as when its network card is bad. */
    public void profile(NodeId node, LinkProfile wanted) {
        simulation.note("profile of " + node + ": " + wanted);
        ofNodes.put(node, wanted);
    }

    /** Makes one way between two nodes behave so. */
    public void profile(NodeId from, NodeId to, LinkProfile wanted) {
        simulation.note("profile " + from + " -> " + to + ": " + wanted);
        ofWays.put(new Way(from, to), wanted);
    }

    /** How frames travel from one node to the other just now. */
    public LinkProfile profile(NodeId from, NodeId to) {
        if (ofWays.isEmpty() && ofNodes.isEmpty()) {
            return profile;
        }
        LinkProfile ofWay = ofWays.get(new Way(from, to));
        if (ofWay != null) {
            return ofWay;
        }
        LinkProfile ofSource = ofNodes.get(from);
        return ofSource != null ? ofSource : ofNodes.getOrDefault(to, profile);
    }

    /** Lets nothing pass from one node to the other; the way back stays as it is. */
    public void cut(NodeId from, NodeId to) {
        simulation.note("cut " + from + " -> " + to);
        cuts.add(new Way(from, to));
    }

    /** Pulls a node's cable: nothing reaches it or leaves it, and nobody is told. */
    public void cut(NodeId node) {
        simulation.note("cut " + node);
        unplugged.add(node);
    }

    /** Separates two groups of nodes, both ways; nodes in neither group reach both. */
    public void partition(Set<NodeId> one, Set<NodeId> other) {
        for (NodeId left : one) {
            for (NodeId right : other) {
                cut(left, right);
                cut(right, left);
            }
        }
    }

    /** Mends every cut and lets all links behave alike again. */
    public void heal() {
        simulation.note("heal");
        cuts.clear();
        unplugged.clear();
        ofNodes.clear();
        ofWays.clear();
    }

    /** Whether a frame may pass from one node to the other just now. */
    public boolean isOpen(NodeId from, NodeId to) {
        return !unplugged.contains(from)
                && !unplugged.contains(to)
                && !cuts.contains(new Way(from, to));
    }

    /**
     * The process of a node dies: its ports are free and its links reset, without a word from its
     * transport.
     */
    public void crash(NodeId node) {
        simulation.note("crash " + node);
        transportsOf(node).forEach(SimulatedTransport::close);
    }

    /**
     * The machine of a node loses power: nothing answers there any more, and the others find out
     * when they have waited long enough.
     */
    public void powerOff(NodeId node) {
        simulation.note("power off " + node);
        transportsOf(node).forEach(SimulatedTransport::vanish);
    }

    private List<SimulatedTransport> transportsOf(NodeId node) {
        List<SimulatedTransport> found = new ArrayList<>();
        for (SimulatedTransport transport : listening.values()) {
            if (transport.self().equals(node)) {
                found.add(transport);
            }
        }
        return found;
    }

    Address bind(Address wanted, SimulatedTransport transport) throws IOException {
        Address address = wanted.port() == 0 ? new Address(wanted.host(), nextPort++) : wanted;
        if (listening.putIfAbsent(address, transport) != null) {
            throw new BindException(address + " is taken");
        }
        return address;
    }

    void unbind(SimulatedTransport transport) {
        listening.values().removeIf(bound -> bound == transport);
    }

    Optional<SimulatedTransport> listener(Address address) {
        return Optional.ofNullable(listening.get(address));
    }

    /** Between a node and somebody it has no link to yet. */
    long latencyNanos(NodeId node) {
        return ofNodes.getOrDefault(node, profile).latency().nanos(random);
    }

    /** Whether something of this probability happens; draws nothing for what cannot. */
    boolean draws(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    RandomGenerator random() {
        return random;
    }

    Simulation simulation() {
        return simulation;
    }
}
