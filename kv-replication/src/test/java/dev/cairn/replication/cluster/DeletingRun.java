package dev.cairn.replication.cluster;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Clients that put values and delete what they have read, while everything fails. */
final class DeletingRun {
    private static final int NODES = 5;

    private final RandomGenerator random;
    private final TestCluster cluster;
    private final DeleteHistory history;

    DeletingRun(RandomGenerator random) {
        this.random = random;
        this.cluster = Deletes.cluster(random.nextLong(), NODES, 1 + random.nextInt(2));
        this.history = new DeleteHistory(cluster, random, false);
    }

    private int anyNode() {
        return 1 + random.nextInt(NODES);
    }

    void step() {
        int choice = random.nextInt(100);
        if (choice < 30) {
            history.put(this::anyNode);
        } else if (choice < 55) {
            history.get(this::anyNode);
        } else if (choice < 80) {
            history.delete(this::anyNode);
        } else if (choice < 90) {
            crashOrRestart();
        } else if (choice < 94) {
            cluster.cut(anyNode(), anyNode());
        } else if (choice < 96) {
            cluster.deafen(anyNode(), anyNode());
        } else {
            heal();
        }
        long pause = random.nextInt(20) == 0 ? 12_000_000_000L : random.nextInt(900_000_000);
        cluster.world().time().advance(Duration.ofNanos(pause));
        history.learn();
    }

    private void crashOrRestart() {
        int number = anyNode();
        TestNode node = cluster.node(number);
        if (!node.isUp()) {
            node.restartAtOnce();
            cluster.takeForDead(number, false);
            return;
        }
        if (random.nextBoolean()) {
            node.losePower();
        } else {
            node.kill();
        }
        cluster.takeForDead(number, random.nextBoolean());
    }

    private void heal() {
        cluster.heal();
        for (int number = 1; number <= NODES; number++) {
            TestNode node = cluster.node(number);
            if (!node.isUp()) {
                node.restartAtOnce();
            }
            cluster.takeForDead(number, false);
        }
    }

    /** Everything is well again, for long enough. */
    void healAndCollect() {
        heal();
        for (int i = 0; i < 2; i++) {
            Deletes.collect(cluster);
        }
        history.readAll(1);
    }

    DeleteHistory history() {
        return history;
    }
}
