package dev.cairn.replication.topology;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.testkit.sim.Simulation;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Carries messages late, out of order, twice or not at all, and never across a partition. */
final class WorldNetwork {
    private final Simulation world;
    private final RandomGenerator random;
    private final Map<NodeId, Integer> sides = new HashMap<>();
    private double loss;
    private double repeated;
    private int mostMicros = 2_000;

    WorldNetwork(Simulation world) {
        this.world = world;
        this.random = world.random("network");
    }

    /** Chances that a message is lost and that it arrives twice, 0 to 1; and how late at most. */
    void behaves(double lost, double twice, Duration latest) {
        loss = lost;
        repeated = twice;
        mostMicros = (int) (latest.toNanos() / 1_000);
    }

    /** Puts a node on a side of the partition; all are on side 0 at first. */
    void side(NodeId node, int side) {
        sides.put(node, side);
    }

    void heal() {
        sides.clear();
    }

    boolean isOpen(NodeId from, NodeId to) {
        return sides.getOrDefault(from, 0).equals(sides.getOrDefault(to, 0));
    }

    void send(NodeId from, NodeId to, Runnable arrival) {
        if (!from.equals(to) && (!isOpen(from, to) || random.nextDouble() < loss)) {
            return;
        }
        int times = random.nextDouble() < repeated ? 2 : 1;
        for (int i = 0; i < times; i++) {
            long micros = 50L + random.nextInt(mostMicros);
            boolean late = repeated > 0 && random.nextInt(50) == 0;
            world.time()
                    .schedule(
                            Duration.ofNanos(1_000 * micros * (late ? 100 : 1)),
                            () -> {
                                if (isOpen(from, to)) {
                                    arrival.run();
                                }
                            });
        }
    }
}
