package dev.cairn.replication.topology;

import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Voter;
import dev.cairn.testkit.check.CasRegister;
import dev.cairn.testkit.check.CasRegister.CompareAndSet;
import dev.cairn.testkit.check.CasRegister.Done;
import dev.cairn.testkit.check.CasRegister.Input;
import dev.cairn.testkit.check.CasRegister.Output;
import dev.cairn.testkit.check.CasRegister.Read;
import dev.cairn.testkit.check.CasRegister.Value;
import dev.cairn.testkit.check.History;
import dev.cairn.testkit.check.Linearizability;
import dev.cairn.testkit.check.Linearizability.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Clients on every node read and change one plain register and the topology, while messages are
 * lost, repeated and late, nodes crash, lose power and lose disks, sides part, and voters change.
 */
final class RegisterRun {
    private static final String NAME = "lease";
    private static final int NODES = 5;

    private final World world;
    private final RandomGenerator random;
    private final Topology founding;
    private final History<Input<Bytes>, Output<Bytes>> plain = new History<>();
    private final History<Input<Topology>, Output<Topology>> topologies = new History<>();
    private final Set<WorldNode> wiped = new HashSet<>();
    private Bytes lastSeen = Bytes.EMPTY;
    private int values;
    private int voterChanges;

    RegisterRun(long seed, Mutation mutation) {
        this.world = new World(seed, mutation);
        this.random = world.simulation().random("run");
        this.founding = withThreeVoters();
        world.network().behaves(0.02, 0.05, Duration.ofMillis(4));
        world.nodes().forEach(node -> node.start(founding));
        world.nodes().forEach(this::client);
        world.nodes().forEach(this::handOver);
        nemesis();
    }

    private Topology withThreeVoters() {
        Topology five = world.founding(NODES, true);
        List<Voter> three = five.voters().present().subList(0, 3);
        return new Topology(
                five.cluster(),
                five.incarnation(),
                five.epoch(),
                five.members(),
                new dev.cairn.api.cluster.Voters(1, three, List.of()),
                five.change());
    }

    /** Runs for a while with faults, then without. */
    RegisterRun run(Duration faulty) {
        world.simulation().time().advance(faulty);
        return this;
    }

    World world() {
        return world;
    }

    int answered() {
        return plain.answered() + topologies.answered();
    }

    int voterChanges() {
        return voterChanges;
    }

    Verdict plainVerdict() {
        return Linearizability.check(new CasRegister<>(Bytes.EMPTY), plain);
    }

    Verdict topologyVerdict() {
        return Linearizability.check(new TopologyModel(founding), topologies);
    }

    boolean isClean() {
        return world.disagreements().isEmpty()
                && topologyVerdict() instanceof Linearizability.Linearizable
                && plainVerdict() instanceof Linearizability.Linearizable;
    }

    private void later(int mostMillis, Runnable task) {
        world.simulation().time().schedule(Duration.ofMillis(1 + random.nextInt(mostMillis)), task);
    }

    private void client(WorldNode node) {
        later(
                600,
                () -> {
                    if (node.isUp()) {
                        node.lane().execute(() -> request(node));
                    }
                    client(node);
                });
    }

    private void request(WorldNode node) {
        switch (random.nextInt(6)) {
            case 0, 1 -> read(node);
            case 2, 3 -> change(node);
            case 4 -> readTopology(node);
            default -> changeVoters(node);
        }
    }

    private void read(WorldNode node) {
        var reading = plain.invoked(node.id().name(), new Read<>());
        node.registers()
                .read(
                        NAME,
                        answer(
                                value -> {
                                    lastSeen = value;
                                    reading.returned(new Value<>(value));
                                },
                                error -> reading.failed()));
    }

    private void change(WorldNode node) {
        Bytes expected = lastSeen;
        Bytes next = Bytes.utf8("v" + ++values);
        var changing = plain.invoked(node.id().name(), new CompareAndSet<>(expected, next));
        node.registers()
                .compareAndSet(
                        NAME,
                        expected,
                        next,
                        answer(
                                value -> {
                                    lastSeen = value;
                                    changing.returned(new Done<>(true));
                                },
                                error -> {
                                    if (error.code() == ErrorCode.CONFLICT) {
                                        changing.returned(new Done<>(false));
                                    } else if (error.code() == ErrorCode.UNAVAILABLE) {
                                        changing.failed();
                                    }
                                }));
    }

    private void readTopology(WorldNode node) {
        var reading = topologies.invoked(node.id().name(), new Read<>());
        node.store()
                .read(
                        answer(
                                topology -> reading.returned(new Value<>(topology)),
                                error -> reading.failed()));
    }

    private void changeVoters(WorldNode node) {
        Topology from = node.store().current();
        Topology next;
        try {
            next = from.next().voters(someVoters());
        } catch (KvException illegal) {
            return;
        }
        set(node, from, next);
    }

    private List<Voter> someVoters() {
        List<WorldNode> able = new ArrayList<>(world.nodes());
        able.removeAll(wiped);
        int count = Math.min(able.size(), 1 + random.nextInt(NODES));
        List<Voter> voters = new ArrayList<>();
        while (voters.size() < count) {
            WorldNode one = able.remove(random.nextInt(able.size()));
            voters.add(new Voter(one.id(), one.storage()));
        }
        return voters;
    }

    private void set(WorldNode node, Topology from, Topology next) {
        var setting = topologies.invoked(node.id().name(), new CompareAndSet<>(from, next));
        node.store()
                .compareAndSet(
                        from.epoch(),
                        next,
                        answer(
                                set -> {
                                    voterChanges++;
                                    setting.returned(new Done<>(true));
                                },
                                error -> {
                                    if (error.code() == ErrorCode.CONFLICT) {
                                        setting.returned(new Done<>(false));
                                    } else if (error.code() == ErrorCode.UNAVAILABLE) {
                                        setting.failed();
                                    }
                                }));
    }

    private void handOver(WorldNode node) {
        later(
                800,
                () -> {
                    if (node.isUp() && !node.store().current().voters().former().isEmpty()) {
                        node.lane().execute(() -> retire(node));
                    }
                    handOver(node);
                });
    }

    private void retire(WorldNode node) {
        Topology now = node.store().current();
        if (now.voters().former().isEmpty()) {
            return;
        }
        Handover.run(
                node.store(),
                copied -> {
                    if (copied && node.store().current().equals(now)) {
                        set(node, now, now.next().retireFormerVoters());
                    }
                });
    }

    private void nemesis() {
        later(
                1_500,
                () -> {
                    strike();
                    nemesis();
                });
    }

    private void strike() {
        WorldNode victim = world.nodes().get(random.nextInt(NODES));
        switch (random.nextInt(8)) {
            case 0, 1 -> restart(victim, random.nextBoolean());
            case 2 -> {
                List<WorldNode> all = world.up();
                all.forEach(node -> node.crash(true));
                all.forEach(node -> node.start(founding));
            }
            case 3, 4 -> {
                for (WorldNode node : world.nodes()) {
                    world.network().side(node.id(), random.nextInt(2));
                }
            }
            case 5 -> {
                if (wiped.isEmpty()) {
                    wiped.add(victim);
                    victim.wipe();
                    victim.start(founding);
                }
            }
            default -> world.network().heal();
        }
    }

    private void restart(WorldNode victim, boolean powerLoss) {
        if (victim.isUp()) {
            victim.crash(powerLoss);
            later(1_000, () -> victim.start(founding));
        }
    }

    private static <T> Answer<T> answer(
            java.util.function.Consumer<T> success, java.util.function.Consumer<KvError> failure) {
        return new Answer<>() {
            @Override
            public void succeeded(T result) {
                success.accept(result);
            }

            @Override
            public void failed(KvError error) {
                failure.accept(error);
            }
        };
    }
}
