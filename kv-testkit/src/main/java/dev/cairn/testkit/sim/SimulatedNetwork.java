package dev.cairn.testkit.sim;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.NodeId;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
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
 * <p>Links behave as TCP connections do: frames arrive in order and once, or the link goes down. So
 * nothing is ever repeated or overtaken within a link; a frame that is lost, or that runs into a
 * partition, takes its link down once {@link #TIMEOUT} has passed, and neither side learns sooner.
 * A node that dies ({@link #crash}) is noticed at once, because its kernel says so; one whose cable
 * is pulled ({@link #cut}) is not.
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
    private LinkProfile profile = LinkProfile.LAN;
    private int nextPort = FIRST_FREE_PORT;

    private record Way(NodeId from, NodeId to) {}

    SimulatedNetwork(Simulation simulation) {
        this.simulation = simulation;
        this.random = simulation.random("network");
    }

    /** Makes all links behave so from now on. */
    public void profile(LinkProfile wanted) {
        profile = wanted;
    }

    LinkProfile profile() {
        return profile;
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

    /** Mends every cut. */
    public void heal() {
        simulation.note("heal");
        cuts.clear();
        unplugged.clear();
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
        List<SimulatedTransport> dying = new ArrayList<>();
        for (SimulatedTransport transport : listening.values()) {
            if (transport.self().equals(node)) {
                dying.add(transport);
            }
        }
        dying.forEach(SimulatedTransport::close);
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

    long latencyNanos() {
        return profile.latencyNanos(random);
    }

    boolean losesFrame() {
        return profile.resetProbability() > 0 && random.nextDouble() < profile.resetProbability();
    }

    RandomGenerator random() {
        return random;
    }

    Simulation simulation() {
        return simulation;
    }
}
