package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.BucketProperties.BlindWrites;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.replication.cluster.TestNetwork.Sent;
import dev.cairn.replication.register.RegisterCodec;
import dev.cairn.testkit.check.RegisterHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private static final int MAX_OVERHEARD = 64;

    private final TestCluster cluster;
    private final Operator operator;
    private final RandomGenerator random;
    private final RegisterHistory history;
    private final int nodes;
    private final List<Sent> overheard = new ArrayList<>();
    private int days;
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
        cluster.network().lose(this::overhear);
    }

    /** Keeps some of what is said of registers, to be said again when it is old. */
    private boolean overhear(Sent sent) {
        if (RegisterCodec.isRegister(sent.kind()) && random.nextInt(8) == 0) {
            if (overheard.size() == MAX_OVERHEARD) {
                overheard.remove(random.nextInt(MAX_OVERHEARD));
            }
            overheard.add(sent);
        }
        return false;
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

    /** How often a register was forgotten, or left a node that owned it no more. */
    long removals() {
        return cluster.nodes().stream()
                .flatMap(node -> node.disk().log().stream())
                .filter(entry -> entry.kind() == WriteBatch.Kind.DELETE)
                .count();
    }

    /** How many joins and leaves were begun. */
    int changes() {
        return changes;
    }

    RegisterRun run(int steps) {
        goOn(steps);
        return end();
    }

    /** So many steps more. */
    void goOn(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            cluster.world().time().advance(Duration.ofNanos(random.nextInt(30_000_000)));
        }
    }

    /** All is well again, and every node reads. */
    RegisterRun end() {
        healAndRestart();
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
        if (choice < 770) {
            ask(number);
        } else if (choice < 800) {
            repeat();
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
            healAndRestart();
        }
    }

    /** Something that was said before is said again. */
    private void repeat() {
        if (!overheard.isEmpty()) {
            Sent again = overheard.get(random.nextInt(overheard.size()));
            cluster.network().deliver(again.from(), again.to(), again.kind(), again.payload());
        }
    }

    /**
     * All are well and a day older, and little is asked for while what was deleted before is
     * forgotten.
     */
    void letADayPass() {
        healAndRestart();
        operator.finish();
        cluster.node(1).onLane(replication -> history.deleteAll("n1", replication.keyValues()));
        cluster.world().time().advance(Duration.ofSeconds(3));
        days++;
        for (TestNode node : cluster.nodes()) {
            node.kill();
            node.clockAhead(Duration.ofHours(26L * days));
        }
        cluster.nodes().forEach(TestNode::restartAtOnce);
        for (int second = 0; second < 24; second++) {
            if (second % 6 == 5) {
                ask(1 + random.nextInt(nodes));
            }
            cluster.world().time().advance(Duration.ofSeconds(1));
        }
    }

    private void healAndRestart() {
        cluster.heal();
        cluster.nodes().stream().filter(node -> !node.isUp()).forEach(TestNode::restartAtOnce);
    }

    private void ask(int number) {
        cluster.node(number)
                .onLane(replication -> history.ask("n" + number, replication.keyValues()));
    }

    private void crashOrRestart(int number) {
        TestNode node = cluster.node(number);
        if (!node.isUp()) {
            node.restartAtOnce();
        } else if (random.nextBoolean()) {
            node.clockAhead(Duration.ofHours(26L * days).plusMinutes(random.nextInt(-60, 61)));
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
        node.restartAtOnce();
    }
}
