package dev.cairn.testkit.cluster;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.testkit.sim.Datagrams;
import dev.cairn.testkit.sim.LinkProfile;
import dev.cairn.testkit.sim.SimulatedNetwork;
import dev.cairn.testkit.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Does harm to a cluster while time passes: faults drawn from the cluster's seed, each for a while.
 * Faults of one network that last at the same time end together.
 *
 * <pre>{@code
 * Nemesis nemesis = Nemesis.start(cluster, Intensity.ROUGH);
 * cluster.run(Duration.ofMinutes(5));
 * nemesis.stop();
 * }</pre>
 */
public final class Nemesis {
    private static final double FAR = 100;
    private static final long NARROW = 64 << 10;

    private final SimulatedCluster cluster;
    private final Simulation world;
    private final SimulatedNetwork network;
    private final Intensity intensity;
    private final RandomGenerator random;
    private final DiskHarm disks;
    private final Map<Fault, Integer> count = new EnumMap<>(Fault.class);
    private final Set<Lasting> lasting = new LinkedHashSet<>();
    private boolean stopped;

    /** A fault that has begun, and how to undo it. */
    private record Lasting(Fault fault, Runnable end) {}

    private Nemesis(SimulatedCluster cluster, Intensity intensity) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.network = cluster.network();
        this.intensity = intensity;
        this.random = world.random("nemesis");
        this.disks = new DiskHarm(cluster, random);
    }

    /** From now on harm is done while time passes. */
    public static Nemesis start(SimulatedCluster cluster, Intensity intensity) {
        Nemesis nemesis = new Nemesis(cluster, intensity);
        nemesis.next();
        return nemesis;
    }

    /** No more faults, and none left: mends everything and starts the nodes that are down. */
    public void stop() {
        stopped = true;
        cluster.mend();
        List.copyOf(lasting).forEach(this::end);
        cluster.nodes().forEach(disks::startAgain);
        cluster.heal();
    }

    /** How often each fault has struck. */
    public Map<Fault, Integer> count() {
        return Map.copyOf(count);
    }

    private void next() {
        world.time().schedule(drawn(intensity.pause()), this::strike);
    }

    private Duration drawn(Duration mean) {
        return Duration.ofNanos((long) (mean.toNanos() * random.nextExponential()));
    }

    private void strike() {
        if (stopped) {
            return;
        }
        if (lasting.size() < intensity.atOnce()) {
            Fault fault = intensity.faults().get(random.nextInt(intensity.faults().size()));
            count.merge(fault, 1, Integer::sum);
            world.note("nemesis: " + fault);
            Lasting harm = new Lasting(fault, begin(fault));
            lasting.add(harm);
            world.time().schedule(drawn(intensity.length()), () -> end(harm));
        }
        next();
    }

    private void end(Lasting harm) {
        if (lasting.remove(harm)) {
            world.note("nemesis ends " + harm.fault());
            harm.end().run();
        }
    }

    /** Does it, and answers how to undo it. */
    private Runnable begin(Fault fault) {
        SimulatedNode victim = anyNode();
        return switch (fault) {
            case PARTITION -> partition();
            case PARTIAL_PARTITION -> cut(victim, other(victim), true);
            case ONE_WAY_PARTITION -> cut(victim, other(victim), false);
            case ISOLATION -> isolate(victim);
            case SLOW_LINK -> slowLink(victim, other(victim));
            case BAD_NETWORK_CARD ->
                    card(
                            victim,
                            LinkProfile.LAN
                                    .withLoss(0.05)
                                    .withResets(0.001)
                                    .withDatagrams(new Datagrams(0.1, 0.1, 0.2)));
            case NARROW_LINKS -> card(victim, LinkProfile.LAN.withBytesPerSecond(NARROW));
            case SLOW_NODE -> slowNode(victim);
            case SLOW_DISK -> slowDisk(victim);
            case PAUSE -> pause(victim);
            case CRASH -> down(victim, SimulatedNode::kill);
            case STOP -> down(victim, SimulatedNode::stop);
            case POWER_LOSS -> down(victim, SimulatedNode::losePower);
            case BLACKOUT -> blackout();
            case CLOCK_JUMP -> jump(victim);
            case CLOCK_DRIFT -> drift(victim);
            default -> disks.begin(fault, victim);
        };
    }

    private SimulatedNode anyNode() {
        return cluster.nodes().get(random.nextInt(cluster.nodes().size()));
    }

    private SimulatedNode other(SimulatedNode than) {
        List<SimulatedNode> others = new ArrayList<>(cluster.nodes());
        others.remove(than);
        return others.isEmpty() ? than : others.get(random.nextInt(others.size()));
    }

    private Runnable partition() {
        Set<NodeId> one = new HashSet<>();
        Set<NodeId> rest = new HashSet<>();
        cluster.nodes().forEach(node -> (random.nextBoolean() ? one : rest).add(node.id()));
        network.partition(one, rest);
        return network::heal;
    }

    private Runnable cut(SimulatedNode from, SimulatedNode to, boolean bothWays) {
        network.cut(from.id(), to.id());
        if (bothWays) {
            network.cut(to.id(), from.id());
        }
        return network::heal;
    }

    private Runnable isolate(SimulatedNode victim) {
        network.cut(victim.id());
        return network::heal;
    }

    private Runnable slowLink(SimulatedNode from, SimulatedNode to) {
        LinkProfile slow = LinkProfile.LAN.slowedBy(FAR);
        network.profile(from.id(), to.id(), slow);
        network.profile(to.id(), from.id(), slow);
        return network::heal;
    }

    private Runnable card(SimulatedNode victim, LinkProfile profile) {
        network.profile(victim.id(), profile);
        return network::heal;
    }

    private Runnable slowNode(SimulatedNode victim) {
        victim.machine().slowDown(FAR);
        return () -> victim.machine().slowDown(1);
    }

    private Runnable slowDisk(SimulatedNode victim) {
        victim.machine().slowDisk(FAR);
        return () -> victim.machine().slowDisk(1);
    }

    private Runnable pause(SimulatedNode victim) {
        if (victim.isUp()) {
            victim.pause();
        }
        return victim::resume;
    }

    private interface End {
        void of(SimulatedNode node);
    }

    private Runnable down(SimulatedNode victim, End how) {
        if (victim.isUp() && !victim.isPaused()) {
            how.of(victim);
        }
        return () -> disks.startAgain(victim);
    }

    private Runnable blackout() {
        cluster.nodes().forEach(SimulatedNode::losePower);
        return () -> cluster.nodes().forEach(disks::startAgain);
    }

    private Runnable jump(SimulatedNode victim) {
        long hour = Duration.ofHours(1).toNanos();
        Duration by = Duration.ofNanos(random.nextLong(-hour, hour));
        victim.machine().clock().jump(by);
        return () -> victim.machine().clock().jump(by.negated());
    }

    private Runnable drift(SimulatedNode victim) {
        victim.machine().clock().drift(random.nextDouble(-1_000, 1_000));
        return () -> victim.machine().clock().drift(0);
    }
}
