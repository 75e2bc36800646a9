package dev.cairn.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.spi.ReplicaPlacement;
import dev.cairn.testkit.check.Seeded;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link ReplicaPlacement}, rule by rule, over random topologies and rings.
 *
 * <pre>{@code
 * final class MyPlacementTest extends ReplicaPlacementContract {
 *     @Override
 *     protected ReplicaPlacement open() {
 *         return new MyPlacementProvider().open(MyConfig.DEFAULT);
 *     }
 * }
 * }</pre>
 */
public abstract class ReplicaPlacementContract {
    private static final int MOST_MEMBERS = 60;

    /** For subclasses. */
    protected ReplicaPlacementContract() {}

    /** The placement under test. */
    protected abstract ReplicaPlacement open();

    @Seeded(cases = 8)
    void rule1_theListsFollowFromTheArgumentsAlone(RandomGenerator random) {
        Case one = Case.random(random);
        PreferenceTable table = one.place(open());
        PreferenceTable again = one.place(open());
        for (int slice : one.slices()) {
            assertThat(again.at(slice)).as("slice %d", slice).isEqualTo(table.at(slice));
        }
    }

    @Seeded(cases = 10)
    void rule2_noNodeStandsTwiceAndOnlyOwningMembersStand(RandomGenerator random) {
        Case one = Case.random(random);
        Set<NodeId> owning = one.owning();
        PreferenceTable table = one.place(open());
        for (int slice : one.slices()) {
            assertThat(table.at(slice).nodes())
                    .as("slice %d", slice)
                    .doesNotHaveDuplicates()
                    .isSubsetOf(owning);
        }
    }

    @Seeded(cases = 10)
    void rule3_asManyOwnersAsAskedForAndAllOthersAsFallbacks(RandomGenerator random) {
        Case one = Case.random(random);
        int members = one.owning().size();
        PreferenceTable table = one.place(open());
        for (int slice : one.slices()) {
            PreferenceList list = table.at(slice);
            assertThat(list.ownerCount()).isEqualTo(Math.min(one.replicas(), members));
            int listed = Math.min(members, list.ownerCount() + ReplicaPlacement.MAX_FALLBACKS);
            assertThat(list.nodes()).as("slice %d", slice).hasSize(listed);
        }
    }

    @Test
    void rule3_noReplicasAreRefused() {
        Topology topology = topologyOf(List.of(member(1, Zone.DEFAULT, MemberState.ACTIVE)));
        TokenRing ring = new TokenRing(1, new int[] {0}, List.of(id(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> open().place(topology, ring, 0));
    }

    @Seeded(cases = 10)
    void rule4_theFirstOwnerIsTheNodeOfThePosition(RandomGenerator random) {
        Case one = Case.random(random);
        PreferenceTable table = one.place(open());
        for (int slice : one.slices()) {
            assertThat(table.at(slice).nodes().getFirst())
                    .as("slice %d", slice)
                    .isEqualTo(one.ring().owner(one.ring().positionOf(slice)));
        }
    }

    @Test
    void rule4_aRingWithANodeThatOwnsNothingIsRefused() {
        Topology topology =
                topologyOf(
                        List.of(
                                member(1, Zone.DEFAULT, MemberState.ACTIVE),
                                member(2, Zone.DEFAULT, MemberState.LEFT)));
        TokenRing ring = new TokenRing(1, new int[] {0, 7}, List.of(id(1), id(2)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open().place(topology, ring, 2))
                .withMessageContaining("n2");
    }

    @Seeded(cases = 2)
    void rule5_manyThreadsGetTheSameLists(RandomGenerator random) throws InterruptedException {
        ReplicaPlacement placement = open();
        Case one = Case.random(random);
        PreferenceTable expected = one.place(placement);
        Crew crew = new Crew();
        for (int thread = 0; thread < 4; thread++) {
            crew.start(() -> {
                PreferenceTable table = one.place(placement);
                for (int slice : one.slices()) {
                    assertThat(table.at(slice)).isEqualTo(expected.at(slice));
                }
            });
        }
        crew.await();
    }

    /**
     * A topology, a ring of it and a number of copies.
     *
     * @param slices where lists may change: around the starts of positions, and some others
     */
    private record Case(Topology topology, TokenRing ring, int replicas, Set<Integer> slices) {
        static Case random(RandomGenerator random) {
            List<Member> members = new ArrayList<>();
            int count = 1 + random.nextInt(MOST_MEMBERS);
            for (int i = 1; i <= count; i++) {
                MemberState state =
                        i == 1 || random.nextInt(4) > 0
                                ? MemberState.ACTIVE
                                : MemberState.values()[random.nextInt(MemberState.values().length)];
                Zone zone = new Zone("dc" + random.nextInt(3), "r" + random.nextInt(4));
                members.add(member(i, zone, state));
            }
            Topology topology = topologyOf(members);
            List<Member> owners = topology.owners();
            Set<Integer> starts = new TreeSet<>();
            for (int i = 0; i < owners.size() + random.nextInt(200); i++) {
                starts.add(random.nextInt(Slices.COUNT));
            }
            List<NodeId> nodes = new ArrayList<>();
            Set<Integer> slices = new HashSet<>();
            for (int start : starts) {
                nodes.add(owners.get(random.nextInt(owners.size())).id());
                slices.add(start);
                slices.add((start + Slices.COUNT - 1) % Slices.COUNT);
                slices.add(random.nextInt(Slices.COUNT));
            }
            int[] sorted = starts.stream().mapToInt(Integer::intValue).toArray();
            TokenRing ring = new TokenRing(topology.epoch(), sorted, nodes);
            return new Case(topology, ring, 1 + random.nextInt(6), slices);
        }

        PreferenceTable place(ReplicaPlacement placement) {
            return placement.place(topology, ring, replicas);
        }

        Set<NodeId> owning() {
            Set<NodeId> owning = new HashSet<>();
            topology.owners().forEach(member -> owning.add(member.id()));
            return owning;
        }
    }

    private static Topology topologyOf(List<Member> members) {
        return new Topology(new ClusterId(1), 7, members);
    }

    private static NodeId id(int number) {
        return new NodeId("n" + number);
    }

    private static Member member(int number, Zone zone, MemberState state) {
        Address address = new Address("host" + number, 4700);
        return new Member(id(number), number, address, zone, 1, state);
    }
}
