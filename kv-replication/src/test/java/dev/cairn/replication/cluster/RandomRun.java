package dev.cairn.replication.cluster;

import dev.cairn.api.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/** Random clients on a cluster of random faults, and their history. */
final class RandomRun<H extends RandomRun.History> {
    private static final Duration TO_REBUILD = Duration.ofMinutes(1);

    private final TestCluster cluster;
    private final RandomGenerator random;
    private final boolean powerLoss;
    private final H history;
    private boolean losesDisks;
    private boolean damagesDisks;
    private boolean slow;
    private int damages;
    private int lostDisks;
    private int lost;

    /** Clients that write and read, and what came of it. */
    interface History {
        void write(int through);

        void read(int through);

        /** Clients take in what was answered. */
        void learn();

        /** All faults are over; reads go through a node that is a member. */
        void readAll(int through);
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

    TestCluster cluster() {
        return cluster;
    }

    /**
     * Disks are lost too, each once what was on the last one is back, while another node goes down;
     * so steps take longer.
     */
    RandomRun<H> losingDisks() {
        losesDisks = true;
        return this;
    }

    /**
     * Disks are damaged too, each once what was on the last one is healed; so steps take longer.
     */
    RandomRun<H> damagingDisks() {
        damagesDisks = true;
        return this;
    }

    /** Steps take as long as rounds of deletes now and then. */
    RandomRun<H> slowly() {
        slow = true;
        return this;
    }

    /** How often a disk was damaged. */
    int damages() {
        return damages;
    }

    /** How many disks were lost. */
    int lostDisks() {
        return lostDisks;
    }

    void run(int steps) {
        int longest = losesDisks || damagesDisks ? 60_000_000 : 1_500_000;
        for (int i = 0; i < steps; i++) {
            if (losesDisks && random.nextInt(10) == 0) {
                loseDisk();
            } else if (damagesDisks && random.nextInt(10) == 0) {
                damageDisk();
            } else {
                step();
            }
            cluster.world()
                    .time()
                    .advance(
                            slow
                                    ? Deletes.pause(random)
                                    : Duration.ofNanos(random.nextInt(longest)));
            history.learn();
        }
        cluster.heal();
        restartAll();
        cluster.adoptNewest();
        cluster.settle();
        cluster.world()
                .time()
                .runUntil(() -> cluster.nodes().stream().allMatch(TestNode::isHealed), TO_REBUILD);
        history.learn();
        history.readAll(1);
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
                node.restartAtOnce();
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

    private void loseDisk() {
        if (lost == 0 || cluster.node(lost).isRebuilt()) {
            lost = anyNode();
            lostDisks++;
            cluster.takeBackEmpty(lost, anyNode());
            restartAll();
            crash(cluster.node(1 + lost % cluster.nodes().size()));
        }
    }

    /** What one node holds of a key, or of all. */
    private void damageDisk() {
        if (lost == 0 || cluster.node(lost).isUp() && cluster.node(lost).isHealed()) {
            TestNode node = cluster.node(anyNode());
            List<Bytes> keys = node.engine().pairs().keySet().stream().sorted().toList();
            if (!keys.isEmpty()) {
                lost = Integer.parseInt(node.id().name().substring(1));
                damages++;
                Bytes first = keys.get(random.nextInt(keys.size()));
                node.engine().damage(first, random.nextBoolean() ? first : keys.getLast());
            }
        }
    }

    private void restartAll() {
        cluster.nodes().stream().filter(node -> !node.isUp()).forEach(TestNode::restartAtOnce);
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
