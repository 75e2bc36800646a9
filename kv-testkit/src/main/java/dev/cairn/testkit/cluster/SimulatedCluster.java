package dev.cairn.testkit.cluster;

import dev.cairn.api.AdminService.MemberStatus;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.NodeProvider;
import dev.cairn.testkit.sim.SimulatedNetwork;
import dev.cairn.testkit.sim.Simulation;
import dev.cairn.testkit.sim.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A whole cluster of production code in one thread and virtual time; every choice follows from one
 * seed.
 *
 * <pre>{@code
 * try (SimulatedCluster cluster = SimulatedCluster.of(seed).nodes(5).start()) {
 *     cluster.await(cluster.node("n1").put(key, "value"));
 *     cluster.losePower("n2");
 *     cluster.run(Duration.ofSeconds(10));
 *     cluster.restart("n2");
 *     cluster.await(cluster.node("n2").get(key)).result();
 * }
 * }</pre>
 *
 * <p>What a lane of a node throws comes out of the call that let time pass. Not safe for several
 * threads. See docs/simulator.md.
 */
public final class SimulatedCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    private final long seed;
    private final Simulation world;
    private final NodeProvider provider;
    private final Map<String, SimulatedNode> nodes = new LinkedHashMap<>();

    SimulatedCluster(long seed, Simulation world, NodeProvider provider) {
        this.seed = seed;
        this.world = world;
        this.provider = provider;
    }

    /** A cluster to be built whose every choice follows from {@code seed}. */
    public static ClusterBuilder of(long seed) {
        return new ClusterBuilder(seed);
    }

    /** The world it is in. */
    public Simulation world() {
        return world;
    }

    /** Its network: cut it, slow it down, {@link SimulatedNetwork#heal} it. */
    public SimulatedNetwork network() {
        return world.network();
    }

    /** What has happened; two runs of one seed to which the same is done have equal hashes. */
    public Trace trace() {
        return world.trace();
    }

    /** All nodes, in the order they came. */
    public List<SimulatedNode> nodes() {
        return List.copyOf(nodes.values());
    }

    /** One node; throws {@link IllegalArgumentException} when there is none of that name. */
    public SimulatedNode node(String name) {
        SimulatedNode node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException(
                    "there is no node " + name + " in " + nodes.keySet());
        }
        return node;
    }

    /**
     * Starts one node more, named n and the next number, on a machine of its own: no first member,
     * but with these {@code key=value} settings of its own, such as {@code cluster.seeds}.
     */
    public SimulatedNode add(String... settings) {
        int number = nodes.size() + 1;
        List<String> all = new ArrayList<>(ClusterBuilder.identity(number, seed));
        all.addAll(List.of(settings));
        return add(new NodeId("n" + number), new NodeProvider.Configuration("", all, false));
    }

    SimulatedNode add(NodeId id, NodeProvider.Configuration configuration) {
        SimulatedNode node = new SimulatedNode(world, provider, configuration, id);
        nodes.put(id.name(), node);
        node.start();
        return node;
    }

    /** Lets time pass. */
    public void run(Duration span) {
        world.time().advance(span);
    }

    /**
     * Lets time pass until {@code condition} holds; throws {@link AssertionError} if it does not.
     */
    public void await(BooleanSupplier condition, Duration limit) {
        if (!world.time().runUntil(condition, limit)) {
            throw new AssertionError(
                    "what was awaited did not come within " + limit + recentPast());
        }
    }

    /** Lets time pass until the request is answered, half a minute at most. */
    public <T> Call<T> await(Call<T> call) {
        await(call::isDone, PATIENCE);
        return call;
    }

    /** The seed and the last lines of the trace, for a message about what went wrong. */
    public String recentPast() {
        List<String> last = world.trace().last();
        List<String> shown = last.subList(Math.max(0, last.size() - 40), last.size());
        return " (seed 0x"
                + Long.toHexString(seed)
                + ")\nthe end of the trace:\n  "
                + String.join("\n  ", shown);
    }

    /** Kills a node's process; its machine goes on, and its disk keeps what was written. */
    public void crash(String name) {
        node(name).kill();
    }

    /** Cuts a machine's power: what was not synced is lost, and by chance some of it is not. */
    public void losePower(String name) {
        node(name).losePower();
    }

    /** Stops a node as SIGTERM does; time passes while it drains. */
    public void stop(String name) {
        node(name).stop();
    }

    /** Starts a node that is down; throws what its assembly throws. */
    public void restart(String name) {
        node(name).start();
    }

    /** Stops a process as SIGSTOP does: it does nothing, and nobody is told. */
    public void pause(String name) {
        node(name).pause();
    }

    /** Lets a paused process go on. */
    public void resume(String name) {
        node(name).resume();
    }

    /** Kills a node if it is up and gives its machine an empty disk. */
    public void loseDisk(String name) {
        SimulatedNode node = node(name);
        node.kill();
        world.note(name + " loses its disk");
        node.machine().loseDisk();
    }

    /**
     * Ends all faults: mends the network, the disks and the speed of machines, lets paused
     * processes go on, starts the nodes that are down.
     */
    public void heal() {
        mend();
        for (SimulatedNode node : nodes()) {
            if (!node.isUp()) {
                node.start();
            }
        }
    }

    /** Ends all faults but one: what is down stays down. */
    void mend() {
        network().heal();
        for (SimulatedNode node : nodes()) {
            node.machine().heal();
            node.resume();
        }
    }

    /** Lets time pass until every node is up and takes every member for alive. */
    public void awaitAllAlive(Duration limit) {
        long end = world.time().nanos() + limit.toNanos();
        while (!allSeeAllAlive()) {
            if (world.time().nanos() >= end) {
                throw new AssertionError(
                        "not all nodes saw all others alive within " + limit + recentPast());
            }
            run(LOOK_AGAIN);
        }
    }

    private boolean allSeeAllAlive() {
        for (SimulatedNode node : nodes.values()) {
            if (!node.isUp() || !node.isInside()) {
                return false;
            }
            for (MemberStatus member : node.admin().cluster().members()) {
                if (member.liveness() != Liveness.ALIVE) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Kills all nodes and frees what they hold. */
    @Override
    public void close() {
        nodes.values().forEach(SimulatedNode::kill);
    }
}
