package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.Change;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NextTopology;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.Topology;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Stands for the agreed topology and the members that drive its changes: tells nodes late and in no
 * order, has owners to be fetch, and takes the step that is due (CORRECTNESS rule 9).
 */
final class Operator {
    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final TestCluster cluster;
    private final RandomGenerator random;
    private final Map<NodeId, Long> arrived = new HashMap<>();
    private final Map<NodeId, Integer> fetching = new HashMap<>();
    private final Set<NodeId> deaf = new HashSet<>();
    private Topology agreed;
    private boolean paused;
    private boolean hasty;
    private Consumer<NodeId> gone = node -> {};

    Operator(TestCluster cluster) {
        this.cluster = cluster;
        this.random = cluster.world().random("operator");
        this.agreed = cluster.topologyOf(n(1));
        tick();
    }

    Topology agreed() {
        return agreed;
    }

    boolean isIdle() {
        return agreed.change().isEmpty();
    }

    /** Hears of every node that owns nothing any more, as soon as that is agreed. */
    void onGone(Consumer<NodeId> listener) {
        gone = listener;
    }

    /** No phase follows another, until {@link #goOn}. */
    void pause() {
        paused = true;
    }

    void goOn() {
        paused = false;
    }

    /** Mutation: a phase follows whoever goes by the one before and whatever has arrived. */
    void waitForNobody() {
        hasty = true;
    }

    /** The node hears of nothing new, or again. */
    void deafen(int number, boolean isDeaf) {
        if (isDeaf) {
            deaf.add(n(number));
        } else {
            deaf.remove(n(number));
        }
    }

    void step(Function<NextTopology, Topology> next) {
        agreed = next.apply(agreed.next());
    }

    void join(int number) {
        step(next -> next.announce(cluster.listed(number)));
        step(NextTopology::begin);
    }

    void leave(int number) {
        step(next -> next.leave(n(number)));
        step(NextTopology::begin);
    }

    /**
     * Lets the running change come to its end, everybody hear of it, and what is left be dropped.
     */
    void finish() {
        deaf.clear();
        await("the change is finished", this::isIdle);
        await("all go by the last topology", this::isKnown);
        await("nothing is left at former owners", this::isHandedOver);
    }

    private void await(String what, BooleanSupplier condition) {
        assertThat(cluster.world().time().runUntil(condition, LIMIT)).as(what).isTrue();
    }

    private boolean isKnown() {
        return cluster.nodes().stream()
                .allMatch(node -> cluster.topologyOf(node.id()).equals(agreed));
    }

    private boolean isHandedOver() {
        return cluster.nodes().stream()
                .allMatch(node -> !node.replication().transfers().isHandingOver());
    }

    private void tick() {
        cluster.world().time().schedule(TICK, this::tick);
        for (TestNode node : cluster.nodes()) {
            if (node.isUp() && !deaf.contains(node.id()) && random.nextInt(4) == 0) {
                cluster.adopt(node.id(), agreed);
                fetch(node);
            }
        }
        drive();
    }

    private void fetch(TestNode node) {
        Topology goesBy = cluster.topologyOf(node.id());
        boolean arriving =
                goesBy.change()
                        .filter(change -> change.phase() == Change.Phase.WRITE_BOTH_READ_OLD)
                        .isPresent();
        boolean owns = goesBy.future().owners().stream().anyMatch(m -> m.id().equals(node.id()));
        if (!arriving || !owns || !isAdopted(goesBy.change().get().since())) {
            return;
        }
        long since = goesBy.change().get().since();
        boolean begun = fetching.getOrDefault(node.id(), 0) == node.starts();
        if (!begun || arrived.getOrDefault(node.id(), 0L) < 0) {
            fetching.put(node.id(), node.starts());
            node.onLane(replication ->
                    replication.transfers().fetch(goesBy, () -> arrived.put(node.id(), since)));
        }
    }

    /** Whether of every slice so few present owners have not adopted it that they are no W. */
    private boolean isAdopted(long since) {
        Set<NodeId> adopted = new HashSet<>();
        agreed.members().stream()
                .map(Member::id)
                .filter(id -> cluster.topologyOf(id).epoch() >= since)
                .forEach(adopted::add);
        Topology before = agreed.present();
        long missing =
                before.owners().stream().filter(owner -> !adopted.contains(owner.id())).count();
        if (missing < 2) {
            return true;
        }
        RankedOwners present = cluster.owners(before);
        for (int slice = 0; slice < Slices.COUNT; slice += 64) {
            long without =
                    present.at(slice, 3).owners().stream()
                            .filter(owner -> !adopted.contains(owner))
                            .count();
            if (without >= 2) {
                return false;
            }
        }
        return true;
    }

    private void drive() {
        if (paused || agreed.change().isEmpty()) {
            return;
        }
        if (!hasty && !isAdopted(agreed.change().get().since())) {
            return;
        }
        Change change = agreed.change().get();
        if (change.phase() == Change.Phase.WRITE_BOTH_READ_NEW) {
            Topology before = agreed.present();
            agreed = agreed.next().finish();
            arrived.clear();
            fetching.clear();
            before.owners().stream()
                    .map(Member::id)
                    .filter(id -> agreed.owners().stream().noneMatch(m -> m.id().equals(id)))
                    .forEach(gone);
            return;
        }
        boolean all =
                hasty
                        || agreed.future().owners().stream()
                                .allMatch(owner ->
                                        arrived.getOrDefault(owner.id(), 0L) == change.since());
        if (all) {
            agreed = agreed.next().advance();
        }
    }
}
