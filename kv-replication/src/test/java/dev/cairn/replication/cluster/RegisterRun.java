package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.BucketProperties.BlindWrites;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.testkit.check.RegisterHistory;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Random clients of a linearizable bucket while nodes die, lose power, stand still, lose sight of
 * each other or a disk; and, where it is asked for, while members come and go.
 */
final class RegisterRun {
    private static final String BUCKET = "registers";
    private static final int FOUNDERS = 3;
    private static final Duration TO_CATCH_UP = Duration.ofSeconds(3);

    private final TestCluster cluster;
    private final Operator operator;
    private final RandomGenerator random;
    private final RegisterHistory history;
    private final int nodes;
    private int lostDisks;
    private int changes;
    private long lostUntil;

    RegisterRun(long seed, int nodes, TestCluster.Settings settings) {
        this.cluster = new TestCluster(seed, nodes, FOUNDERS, settings.byRank());
        this.operator = new Operator(cluster);
        this.random = cluster.world().random("clients");
        this.nodes = nodes;
        cluster.set(BUCKET, properties());
        this.history = new RegisterHistory(BUCKET, 4, random);
        operator.onGone(this::leaveForGood);
    }

    /** Those of a linearizable bucket. */
    static BucketProperties properties() {
        return new BucketProperties(
                1,
                3,
                Level.QUORUM,
                Level.QUORUM,
                "siblings",
                Mode.LINEARIZABLE,
                BlindWrites.SUPERSEDE,
                Optional.empty(),
                10 * 1024,
                32);
    }

    RegisterHistory history() {
        return history;
    }

    TestCluster cluster() {
        return cluster;
    }

    /** How many nodes have lost their disks, one after another. */
    int lostDisks() {
        return lostDisks;
    }

    /** How many joins and leaves were begun. */
    int changes() {
        return changes;
    }

    RegisterRun run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            cluster.world().time().advance(Duration.ofNanos(random.nextInt(30_000_000)));
        }
        cluster.heal();
        cluster.nodes().stream().filter(node -> !node.isUp()).forEach(TestNode::restart);
        operator.finish();
        cluster.settle();
        for (int node = 1; node <= nodes; node++) {
            int from = node;
            cluster.node(node)
                    .onLane(replication -> history.readAll("n" + from, replication.keyValues()));
        }
        cluster.settle();
        return this;
    }

    private void step() {
        int number = 1 + random.nextInt(nodes);
        int choice = random.nextInt(1000);
        if (choice < 800) {
            ask(number);
        } else if (choice < 850) {
            crashOrRestart(number);
        } else if (choice < 880) {
            cluster.cut(number, 1 + random.nextInt(nodes));
        } else if (choice < 900) {
            cluster.deafen(number, 1 + random.nextInt(nodes));
        } else if (choice < 905) {
            loseDisk(number);
        } else if (choice < 925 && operator.isIdle() && nodes > FOUNDERS) {
            change(number);
        } else {
            cluster.heal();
            cluster.nodes().stream().filter(node -> !node.isUp()).forEach(TestNode::restart);
        }
    }

    private void ask(int number) {
        cluster.node(number)
                .onLane(replication -> history.ask("n" + number, replication.keyValues()));
    }

    private void crashOrRestart(int number) {
        TestNode node = cluster.node(number);
        if (!node.isUp()) {
            node.restart();
        } else if (random.nextBoolean()) {
            node.clockAhead(Duration.ofMinutes(random.nextInt(-60, 61)));
            node.losePower();
        } else {
            node.kill();
        }
    }

    /** One disk at a time; the next when this one holds all again. */
    private void loseDisk(int number) {
        boolean owns = operator.agreed().owners().stream().anyMatch(m -> m.id().equals(n(number)));
        if (!operator.isIdle() || !owns || lostUntil > cluster.world().time().nanos()) {
            return;
        }
        TestNode node = cluster.node(number);
        if (node.isUp()) {
            node.kill();
        }
        node.loseDisk();
        lostDisks++;
        lostUntil = cluster.world().time().nanos() + TO_CATCH_UP.toNanos();
        operator.step(next -> next.takeBack(n(number), node.storage()));
    }

    private void change(int number) {
        MemberState state =
                operator.agreed().member(n(number)).map(m -> m.state()).orElse(MemberState.LEFT);
        if (state != MemberState.ACTIVE) {
            operator.join(number);
            changes++;
        } else if (operator.agreed().owners().size() > FOUNDERS) {
            operator.leave(number);
            changes++;
        }
    }

    private void leaveForGood(NodeId gone) {
        TestNode node = cluster.node(gone);
        if (node.isUp()) {
            node.kill();
        }
        node.loseDisk();
        node.restart();
    }
}
