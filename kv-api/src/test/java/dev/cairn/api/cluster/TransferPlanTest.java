package dev.cairn.api.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.ForSeeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Plans between random tables; kv-ring has the same between rings of its own. */
final class TransferPlanTest {
    private static final int NODES = 9;
    private static final int SEEDS = 6;

    @Test
    void afterThePlanEveryOwnerHoldsItsSlicesAndNothingHeldWasSent() {
        ForSeeds.check(
                SEEDS,
                random -> {
                    PreferenceTable present = table(random);
                    PreferenceTable future = table(random);
                    TransferPlan plan =
                            TransferPlan.between(topology(random), present, future, Set.of());
                    List<Set<NodeId>> held = holders(present);
                    for (TransferPlan.Transfer transfer : plan.transfers()) {
                        SliceRange range = transfer.slices();
                        for (int slice = range.first(); slice <= range.last(); slice++) {
                            boolean due =
                                    present.at(slice).isOwner(transfer.from())
                                            && future.at(slice).isOwner(transfer.to())
                                            && held.get(slice).add(transfer.to());
                            if (!due) {
                                fail("%s is not due at slice %d", transfer, slice);
                            }
                        }
                    }
                    for (int slice = 0; slice < Slices.COUNT; slice++) {
                        if (!held.get(slice).containsAll(future.at(slice).owners())) {
                            fail("slice %d has not come to all its owners", slice);
                        }
                    }
                    assertThat(plan.orphans()).isEmpty();
                });
    }

    @Test
    void theNearestOwnersSend() {
        ForSeeds.check(
                SEEDS,
                random -> {
                    Topology topology = topology(random);
                    PreferenceTable present = table(random);
                    TransferPlan plan =
                            TransferPlan.between(topology, present, table(random), Set.of());
                    for (TransferPlan.Transfer transfer : plan.transfers()) {
                        int sent = distance(topology, transfer.from(), transfer.to());
                        for (NodeId owner : present.at(transfer.slices().first()).owners()) {
                            assertThat(distance(topology, owner, transfer.to()))
                                    .isGreaterThanOrEqualTo(sent);
                        }
                    }
                });
    }

    @Test
    void silentNodesSendNothingAndWhatTheyAloneHeldIsOrphaned() {
        ForSeeds.check(
                SEEDS,
                random -> {
                    Set<NodeId> silent = Set.of(id(0), id(1), id(2));
                    PreferenceTable present = table(random);
                    PreferenceTable future = table(random);
                    TransferPlan plan =
                            TransferPlan.between(topology(random), present, future, silent);
                    assertThat(plan.transfers())
                            .noneMatch(transfer -> silent.contains(transfer.from()));
                    int lacking = 0;
                    for (int slice = 0; slice < Slices.COUNT; slice++) {
                        boolean alone = silent.containsAll(present.at(slice).owners());
                        for (NodeId owner : future.at(slice).owners()) {
                            lacking += alone && !present.at(slice).isOwner(owner) ? 1 : 0;
                        }
                    }
                    int orphaned =
                            plan.orphans().stream()
                                    .mapToInt(orphans -> orphans.slices().count())
                                    .sum();
                    assertThat(orphaned).isEqualTo(lacking);
                });
    }

    @Test
    void equallyNearOwnersSendEquallyMuchInRangesNotSliceBySlice() {
        List<NodeId> old = List.of(id(0), id(1), id(2));
        List<NodeId> young = List.of(id(3), id(4));
        PreferenceTable present = PreferenceTable.build(_ -> new PreferenceList(old, 3));
        PreferenceTable future =
                PreferenceTable.build(slice -> new PreferenceList(shifted(young, slice), 2));
        Topology topology = new Topology(new ClusterId(1), 1, List.of());
        TransferPlan plan = TransferPlan.between(topology, present, future, Set.of());
        Map<NodeId, Integer> sent = new HashMap<>();
        plan.transfers()
                .forEach(transfer ->
                        sent.merge(transfer.from(), transfer.slices().count(), Integer::sum));
        assertThat(plan.slices()).isEqualTo(2 * Slices.COUNT);
        assertThat(sent).hasSize(3);
        sent.values()
                .forEach(slices -> assertThat(slices).isCloseTo(2 * Slices.COUNT / 3, within(128)));
        assertThat(plan.transfers().size()).isLessThanOrEqualTo(2 * Slices.COUNT / 64 + 2);
        assertThat(plan.into(id(3))).allMatch(transfer -> transfer.to().equals(id(3)));
        assertThat(plan.outOf(id(0))).isNotEmpty();
    }

    @Test
    void fromATableToItselfNothingMoves() {
        PreferenceTable table = table(new SplittableRandom(1));
        Topology topology = new Topology(new ClusterId(1), 1, List.of());
        TransferPlan plan = TransferPlan.between(topology, table, table, Set.of());
        assertThat(plan.transfers()).isEmpty();
        assertThat(plan.orphans()).isEmpty();
        assertThat(plan.slices()).isZero();
    }

    @Test
    void aRangeLiesOnTheCircle() {
        assertThat(new SliceRange(3, 5).count()).isEqualTo(3);
        assertThat(new SliceRange(3, 5).contains(5)).isTrue();
        assertThat(new SliceRange(3, 5).contains(6)).isFalse();
        assertThat(new SliceRange(3, 5)).hasToString("3-5");
        assertThatIllegalArgumentException().isThrownBy(() -> new SliceRange(5, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new SliceRange(-1, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new SliceRange(0, Slices.COUNT));
    }

    private static NodeId id(int number) {
        return new NodeId("n" + number);
    }

    private static List<NodeId> shifted(List<NodeId> nodes, int slice) {
        return slice % 2 == 0 ? nodes : nodes.reversed();
    }

    private static Topology topology(RandomGenerator random) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            Zone zone = new Zone("dc" + random.nextInt(2), "r" + random.nextInt(2));
            members.add(new Member(id(i), 0, new Address("host", 1), zone, 1, MemberState.ACTIVE));
        }
        return new Topology(new ClusterId(1), 1, members);
    }

    /** Runs of random length with random owners and fallbacks. */
    private static PreferenceTable table(RandomGenerator random) {
        List<PreferenceList> lists = new ArrayList<>();
        while (lists.size() < Slices.COUNT) {
            List<NodeId> nodes = new ArrayList<>();
            while (nodes.size() < 5) {
                NodeId node = id(random.nextInt(NODES));
                if (!nodes.contains(node)) {
                    nodes.add(node);
                }
            }
            PreferenceList list = new PreferenceList(nodes, 1 + random.nextInt(4));
            for (int i = 1 + random.nextInt(300); i > 0; i--) {
                lists.add(list);
            }
        }
        return PreferenceTable.build(lists::get);
    }

    private static List<Set<NodeId>> holders(PreferenceTable table) {
        List<Set<NodeId>> holders = new ArrayList<>();
        for (int slice = 0; slice < Slices.COUNT; slice++) {
            holders.add(new HashSet<>(table.at(slice).owners()));
        }
        return holders;
    }

    private static int distance(Topology topology, NodeId left, NodeId right) {
        Zone one = topology.member(left).orElseThrow().zone();
        Zone other = topology.member(right).orElseThrow().zone();
        if (one.equals(other)) {
            return 0;
        }
        return one.datacentre().equals(other.datacentre()) ? 1 : 2;
    }
}
