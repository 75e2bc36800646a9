package dev.cairn.ring.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.SliceRange;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.TransferPlan;
import dev.cairn.api.cluster.Zone;
import dev.cairn.ring.Ring;
import dev.cairn.ring.Topologies;
import dev.cairn.testkit.check.Seeded;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What moves between the rings of two topologies. */
final class TransferPlanTest {
    @Seeded(cases = 4)
    void aPlanBetweenTwoRingsMovesWhatIsMissingAndNothingElse(RandomGenerator random) {
        Topology before = Topologies.random(random, 20);
        Topology after = changed(before, random);
        int replicas = 1 + random.nextInt(4);
        PreferenceTable present = Ring.of(before, replicas).preferences();
        PreferenceTable future = Ring.of(after, replicas).preferences();
        TransferPlan plan = TransferPlan.between(after, present, future, Set.of());
        Map<NodeId, BitSet> moved = new HashMap<>();
        for (TransferPlan.Transfer transfer : plan.transfers()) {
            SliceRange range = transfer.slices();
            BitSet arrived = moved.computeIfAbsent(transfer.to(), none -> new BitSet());
            for (int slice = range.first(); slice <= range.last(); slice++) {
                boolean due =
                        present.at(slice).isOwner(transfer.from())
                                && !present.at(slice).isOwner(transfer.to())
                                && !arrived.get(slice);
                if (!due) {
                    fail("%s is not due at slice %d", transfer, slice);
                }
                arrived.set(slice);
            }
        }
        int missing = 0;
        for (int slice = 0; slice < Slices.COUNT; slice++) {
            for (NodeId owner : future.at(slice).owners()) {
                missing += present.at(slice).isOwner(owner) ? 0 : 1;
            }
        }
        assertThat(moved.values().stream().mapToInt(BitSet::cardinality).sum()).isEqualTo(missing);
    }

    @Seeded(cases = 2)
    void whenOneJoinsAllOthersSendAboutAsMuch(RandomGenerator random) {
        int members = 3 + random.nextInt(20);
        Topology before = Topologies.equal(members);
        Member joiner = Topologies.member("joiner", 1, zone(), MemberState.ACTIVE);
        Topology after = Topologies.with(before, joiner);
        TransferPlan plan =
                TransferPlan.between(
                        after,
                        Ring.of(before, 3).preferences(),
                        Ring.of(after, 3).preferences(),
                        Set.of());
        Map<NodeId, Integer> sent = new HashMap<>();
        plan.into(joiner.id())
                .forEach(transfer ->
                        sent.merge(transfer.from(), transfer.slices().count(), Integer::sum));
        double mean = sent.values().stream().mapToInt(Integer::intValue).sum() / (double) members;
        assertThat(sent).hasSize(members);
        sent.values().forEach(slices -> assertThat(slices / mean).isBetween(0.7, 1.3));
    }

    private static Zone zone() {
        return Zone.DEFAULT;
    }

    private static Topology changed(Topology before, RandomGenerator random) {
        Topology after = before;
        if (random.nextBoolean() && before.owners().size() > 1) {
            after = Topologies.without(after, before.owners().getLast().id());
        }
        return Topologies.with(
                after,
                Topologies.member("joiner", 1 + random.nextInt(3), zone(), MemberState.ACTIVE));
    }
}
