package dev.cairn.ring.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.api.spi.ReplicaPlacement;
import dev.cairn.ring.Topologies;
import dev.cairn.ring.fixed.FixedConfig;
import dev.cairn.ring.fixed.FixedPlugin;
import dev.cairn.testkit.check.Seeded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of {@link ReplicaPlacement} for both of ours, and what each promises beyond them. */
final class PlacementTest {
    private static final int PARTITIONS = 256;
    private static final int STEP = Slices.COUNT / PARTITIONS;

    private final Partitioner positions = new FixedPlugin().open(new FixedConfig(PARTITIONS));
    private final ReplicaPlacement simple = new SimplePlacement();
    private final ReplicaPlacement zoneAware = new ZoneAwarePlacement();

    @Seeded(cases = 15)
    void listsFollowTheRules(RandomGenerator random) {
        Topology topology = Topologies.random(random, 50);
        TokenRing ring = positions.ring(topology);
        int replicas = 1 + random.nextInt(6);
        int members = topology.owners().size();
        Set<NodeId> owning = new HashSet<>(topology.owners().stream().map(Member::id).toList());
        for (ReplicaPlacement placement : List.of(simple, zoneAware)) {
            PreferenceTable table = placement.place(topology, ring, replicas);
            PreferenceTable again = placement.place(topology, ring, replicas);
            for (int slice = 0; slice < Slices.COUNT; slice += STEP) {
                PreferenceList list = table.at(slice);
                assertThat(list).as("rule 1").isEqualTo(again.at(slice));
                assertThat(list.nodes()).as("rule 2").doesNotHaveDuplicates().isSubsetOf(owning);
                assertThat(list.ownerCount()).as("rule 3").isEqualTo(Math.min(replicas, members));
                int listed = Math.min(members, list.ownerCount() + ReplicaPlacement.MAX_FALLBACKS);
                assertThat(list.nodes()).as("rule 3").hasSize(listed);
                assertThat(list.nodes().getFirst())
                        .as("rule 4")
                        .isEqualTo(ring.owner(ring.positionOf(slice)));
            }
        }
    }

    @Seeded(cases = 10)
    void simpleTakesTheNextDistinctNodesClockwise(RandomGenerator random) {
        Topology topology = Topologies.random(random, 20);
        TokenRing ring = positions.ring(topology);
        PreferenceTable table = simple.place(topology, ring, 3);
        for (int slice = 0; slice < Slices.COUNT; slice += STEP) {
            assertThat(table.at(slice).nodes())
                    .isEqualTo(walk(ring, slice, topology.owners().size()));
        }
    }

    @Seeded(cases = 15)
    void zoneAwareUsesAsManyDatacentresAndRacksAsThereAre(RandomGenerator random) {
        Topology topology = Topologies.random(random, 40);
        TokenRing ring = positions.ring(topology);
        int replicas = 1 + random.nextInt(6);
        PreferenceTable table = zoneAware.place(topology, ring, replicas);
        Map<NodeId, Zone> zones = new HashMap<>();
        topology.owners().forEach(member -> zones.put(member.id(), member.zone()));
        int datacentres = (int) zones.values().stream().map(Zone::datacentre).distinct().count();
        for (int slice = 0; slice < Slices.COUNT; slice += STEP) {
            List<Zone> used = table.at(slice).owners().stream().map(zones::get).toList();
            long usedDatacentres = used.stream().map(Zone::datacentre).distinct().count();
            assertThat(usedDatacentres).isEqualTo(Math.min(used.size(), datacentres));
            used.stream()
                    .map(Zone::datacentre)
                    .distinct()
                    .forEach(datacentre -> {
                        long copies =
                                used.stream()
                                        .filter(zone -> zone.datacentre().equals(datacentre))
                                        .count();
                        long racks =
                                zones.values().stream()
                                        .distinct()
                                        .filter(zone -> zone.datacentre().equals(datacentre))
                                        .count();
                        long usedRacks =
                                used.stream()
                                        .distinct()
                                        .filter(zone -> zone.datacentre().equals(datacentre))
                                        .count();
                        assertThat(usedRacks)
                                .as("racks of %s for %d copies", datacentre, copies)
                                .isEqualTo(Math.min(copies, racks));
                    });
        }
    }

    @Test
    void datacentresShareTheCopiesEvenly() {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Zone zone = new Zone(i < 9 ? "large" : "small", "r" + i % 3);
            members.add(Topologies.member("n" + i, 1, zone, MemberState.ACTIVE));
        }
        Topology topology = Topologies.of(members);
        PreferenceTable table = zoneAware.place(topology, positions.ring(topology), 4);
        for (int slice = 0; slice < Slices.COUNT; slice++) {
            long small =
                    table.at(slice).owners().stream()
                            .filter(node ->
                                    topology.member(node)
                                            .orElseThrow()
                                            .zone()
                                            .datacentre()
                                            .equals("small"))
                            .count();
            assertThat(small).isEqualTo(2);
        }
    }

    @Seeded(cases = 10)
    void oneReplicaMoreAddsOneOwnerAndChangesNoOther(RandomGenerator random) {
        Topology topology = Topologies.random(random, 30);
        TokenRing ring = positions.ring(topology);
        for (ReplicaPlacement placement : List.of(simple, zoneAware)) {
            PreferenceTable two = placement.place(topology, ring, 2);
            PreferenceTable three = placement.place(topology, ring, 3);
            for (int slice = 0; slice < Slices.COUNT; slice += STEP) {
                List<NodeId> fewer = two.at(slice).owners();
                assertThat(three.at(slice).owners().subList(0, fewer.size())).isEqualTo(fewer);
            }
        }
    }

    @Test
    void inOneZoneBothPlacementsAgree() {
        Topology topology = Topologies.equal(7);
        TokenRing ring = positions.ring(topology);
        PreferenceTable left = simple.place(topology, ring, 3);
        PreferenceTable right = zoneAware.place(topology, ring, 3);
        for (int slice = 0; slice < Slices.COUNT; slice++) {
            assertThat(left.at(slice)).isEqualTo(right.at(slice));
        }
    }

    @Test
    void aRingOfAnotherTopologyAndNoReplicasAreRefused() {
        TokenRing ring = positions.ring(Topologies.equal(4));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> simple.place(Topologies.equal(3), ring, 3))
                .withMessageContaining("n4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> simple.place(Topologies.equal(4), ring, 0));
    }

    private static List<NodeId> walk(TokenRing ring, int slice, int count) {
        return Stream.iterate(ring.positionOf(slice), position -> (position + 1) % ring.size())
                .map(ring::owner)
                .distinct()
                .limit(count)
                .toList();
    }
}
