package dev.cairn.replication.cluster;

import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/** Random clients on a cluster of random faults, and their history. */
final class RandomRun<H extends RandomRun.History> {
    private final TestCluster cluster;
    private final RandomGenerator random;
    private final boolean powerLoss;
    private final H history;

    /** Clients that write and read, and what came of it. */
    interface History {
        void write(int through);

        void read(int through);

        /** Clients take in what was answered. */
        void learn();

        /** All faults are over. */
        void readAll();
    }

    static RandomRun<ClientHistory> of(
            long seed, int nodes, TestCluster.Settings settings, boolean powerLoss) {
        return new RandomRun<>(
                seed,
                nodes,
                settings,
                powerLoss,
                (cluster, random) -> new ClientHistory(cluster, random, List.of("a", "b", "c")));
    }

    RandomRun(
            long seed,
            int nodes,
            TestCluster.Settings settings,
            boolean powerLoss,
            BiFunction<TestCluster, RandomGenerator, H> clients) {
        this.cluster = new TestCluster(seed, nodes, settings);
        this.random = cluster.world().random("clients");
        this.powerLoss = powerLoss;
        this.history = clients.apply(cluster, random);
    }

    H history() {
        return history;
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            cluster.world().time().advance(Duration.ofNanos(random.nextInt(1_500_000)));
            history.learn();
        }
        cluster.heal();
        cluster.nodes().stream().filter(node -> !node.isUp()).forEach(TestNode::restart);
        cluster.settle();
        history.learn();
        history.readAll();
        cluster.settle();
    }

    private void step() {
        TestNode node = cluster.nodes().get(random.nextInt(cluster.nodes().size()));
        int choice = random.nextInt(100);
        if (choice < 45) {
            history.write(anyNode());
        } else if (choice < 80) {
            history.read(anyNode());
        } else if (choice < 90) {
            if (node.isUp()) {
                crash(node);
            } else {
                node.restart();
            }
        } else if (choice < 94) {
            cluster.cut(
                    1 + random.nextInt(cluster.nodes().size()),
                    1 + random.nextInt(cluster.nodes().size()));
        } else if (choice < 96) {
            cluster.deafen(
                    1 + random.nextInt(cluster.nodes().size()),
                    1 + random.nextInt(cluster.nodes().size()));
        } else {
            cluster.heal();
        }
    }

    private void crash(TestNode node) {
        if (powerLoss && random.nextBoolean()) {
            node.losePower();
        } else if (random.nextInt(4) == 0) {
            node.stop();
        } else {
            node.kill();
        }
    }

    private int anyNode() {
        return 1 + random.nextInt(cluster.nodes().size());
    }
}
