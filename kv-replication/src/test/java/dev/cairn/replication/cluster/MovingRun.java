package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.replication.replica.StorageKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Random clients on a cluster whose members come, go, change places and weights while nodes die,
 * lose power and lose sight of each other.
 */
final class MovingRun<H extends RandomRun.History> {
    private static final int NODES = 6;
    private static final int FOUNDERS = 4;
    private static final int FEWEST = 3;

    private final TestCluster cluster;
    private final Operator operator;
    private final RandomGenerator random;
    private final H history;
    private boolean slow;

    static MovingRun<ClientHistory> of(long seed, TestCluster.Settings settings) {
        List<String> keys = IntStream.range(0, 12).mapToObj(i -> "k" + i).toList();
        return new MovingRun<>(
                seed, settings, (cluster, random) -> new ClientHistory(cluster, random, keys));
    }

    MovingRun(
            long seed,
            TestCluster.Settings settings,
            BiFunction<TestCluster, RandomGenerator, H> clients) {
        this.cluster = new TestCluster(seed, NODES, FOUNDERS, settings.byRank());
        this.operator = new Operator(cluster);
        this.random = cluster.world().random("clients");
        operator.onGone(this::loseDisk);
        this.history = clients.apply(cluster, random);
    }

    /** Steps take longer, and the dead are taken for dead now and then. */
    MovingRun<H> slowly() {
        slow = true;
        return this;
    }

    TestCluster cluster() {
        return cluster;
    }

    Operator operator() {
        return operator;
    }

    H history() {
        return history;
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            cluster.world()
                    .time()
                    .advance(
                            slow
                                    ? Deletes.pause(random)
                                    : Duration.ofNanos(random.nextInt(30_000_000)));
            history.learn();
        }
        end();
    }

    /** Everything works again; what was begun is finished, and all keys are read. */
    void end() {
        cluster.heal();
        down().forEach(this::restart);
        operator.finish();
        cluster.settle();
        history.learn();
        history.readAll(number(operator.agreed().owners().getFirst().id()));
        cluster.settle();
    }

    private void step() {
        int node = 1 + random.nextInt(NODES);
        int choice = random.nextInt(100);
        if (choice < 50) {
            history.write(node);
        } else if (choice < 80) {
            history.read(node);
        } else if (choice < 86) {
            if (operator.isIdle()) {
                change();
            }
        } else if (choice < 90) {
            crashOrRestart(cluster.node(node));
        } else if (choice < 92) {
            cluster.cut(node, 1 + random.nextInt(NODES));
        } else if (choice < 94) {
            cluster.deafen(node, 1 + random.nextInt(NODES));
        } else if (choice < 95) {
            operator.deafen(node, random.nextBoolean());
        } else {
            cluster.heal();
            down().forEach(this::restart);
        }
    }

    private List<TestNode> down() {
        return cluster.nodes().stream().filter(node -> !node.isUp()).toList();
    }

    /** What a former owner alone still held is lost; nothing acknowledged may be among it. */
    private void loseDisk(NodeId gone) {
        TestNode node = cluster.node(gone);
        if (node.isUp()) {
            node.kill();
        }
        node.loseDisk();
        cluster.world()
                .time()
                .schedule(
                        Duration.ofMillis(500),
                        () -> {
                            if (!node.isUp()) {
                                restart(node);
                            }
                        });
    }

    private void crashOrRestart(TestNode node) {
        if (!node.isUp()) {
            restart(node);
            return;
        }
        if (random.nextBoolean()) {
            node.losePower();
        } else {
            node.kill();
        }
        if (slow) {
            cluster.takeForDead(number(node.id()), random.nextBoolean());
        }
    }

    private void restart(TestNode node) {
        node.restartAtOnce();
        cluster.takeForDead(number(node.id()), false);
    }

    private void change() {
        List<Integer> owners = new ArrayList<>();
        List<Integer> others = new ArrayList<>();
        for (int i = 1; i <= NODES; i++) {
            MemberState state =
                    operator.agreed().member(n(i)).map(Member::state).orElse(MemberState.LEFT);
            (state == MemberState.ACTIVE ? owners : others).add(i);
        }
        int owner = owners.get(random.nextInt(owners.size()));
        switch (random.nextInt(4)) {
            case 0 -> join(others);
            case 1 -> leave(owners, owner);
            case 2 -> replace(owner, others);
            default -> operator.step(next -> next.weigh(n(owner), otherWeight(owner)));
        }
    }

    private int otherWeight(int owner) {
        int weight = operator.agreed().member(n(owner)).orElseThrow().weight();
        return weight == 1 ? 3 : 1;
    }

    private void join(List<Integer> others) {
        if (!others.isEmpty()) {
            operator.join(others.get(random.nextInt(others.size())));
        }
    }

    private void leave(List<Integer> owners, int owner) {
        if (owners.size() > FEWEST) {
            operator.leave(owner);
        }
    }

    /** An owner that is down is replaced by another node; or evicted, where none is left. */
    private void replace(int owner, List<Integer> others) {
        if (cluster.node(owner).isUp() || others.isEmpty()) {
            return;
        }
        int heir = others.get(random.nextInt(others.size()));
        operator.step(next -> next.replace(n(owner), cluster.listed(heir)));
    }

    private static int number(NodeId node) {
        return Integer.parseInt(node.name().substring(1));
    }

    /** What nodes hold of keys that they do not own. */
    List<String> strays() {
        List<String> strays = new ArrayList<>();
        RankedOwners owners = cluster.owners(operator.agreed());
        for (TestNode node : cluster.nodes()) {
            for (Bytes stored : node.engine().pairs().keySet()) {
                StorageKey key = StorageKey.decode(stored.segment());
                if (!owners.at(key.slice(), 3).isOwner(node.id())) {
                    strays.add(key + " at " + node.id());
                }
            }
        }
        return strays;
    }
}
