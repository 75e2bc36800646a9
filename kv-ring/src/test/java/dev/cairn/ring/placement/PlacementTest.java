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
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What our placements promise beyond the rules of {@link ReplicaPlacement}. */
final class PlacementTest {
    private static final int PARTITIONS = 256;
    private static final int STEP = Slices.COUNT / PARTITIONS;

    private final Partitioner positions = new FixedPlugin().open(new FixedConfig(PARTITIONS));
    private final ReplicaPlacement simple = new SimplePlacement();
    private final ReplicaPlacement zoneAware = new ZoneAwarePlacement();

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
    void countsByDatacentreAreMet() {
        Topology topology = datacentres(9, 6, 3);
        ReplicaPlacement placement =
                new ZoneAwarePlugin().open(new ZoneAwareConfig(List.of("dc0=3", "dc1=2")));
        PreferenceTable six = placement.place(topology, ring(topology), 6);
        for (int slice = 0; slice < Slices.COUNT; slice += STEP) {
            assertThat(copies(topology, six.at(slice), "dc0")).isEqualTo(3);
            assertThat(copies(topology, six.at(slice), "dc1")).isEqualTo(2);
            assertThat(copies(topology, six.at(slice), "dc2")).as("not named: 1").isEqualTo(1);
        }
    }

    @Seeded(cases = 20)
    void countsByDatacentreAreMetWhereverThereAreNodesEnough(RandomGenerator random) {
        Topology topology =
                datacentres(3 + random.nextInt(5), 3 + random.nextInt(5), 3 + random.nextInt(5));
        Map<String, Integer> wanted = new HashMap<>();
        List<String> entries = new ArrayList<>();
        int sum = 0;
        for (int datacentre = 0; datacentre < 3; datacentre++) {
            int copies = 1 + random.nextInt(3);
            wanted.put("dc" + datacentre, copies);
            entries.add("dc" + datacentre + "=" + copies);
            sum += copies;
        }
        ReplicaPlacement placement = new ZoneAwarePlugin().open(new ZoneAwareConfig(entries));
        PreferenceTable table = placement.place(topology, ring(topology), sum);
        for (int slice = 0; slice < Slices.COUNT; slice += STEP) {
            PreferenceList list = table.at(slice);
            wanted.forEach((datacentre, copies) ->
                    assertThat(copies(topology, list, datacentre)).isEqualTo(copies.longValue()));
        }
    }

    @Test
    void aCountThatCannotBeReadIsRefused() {
        for (String entry :
                List.of("dc1", "dc1=", "=3", "dc1=0", "dc1=16", "dc1=x", "dc1=999999")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ZoneAwareConfig(List.of(entry)))
                    .withMessageContaining(entry);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ZoneAwareConfig(List.of("dc1=3", "dc1=2")))
                .withMessageContaining("twice");
    }

    @Test
    void aPartitionHasOneListWhateverTheStride() {
        Topology topology = Topologies.random(new SplittableRandom(5), 20);
        PreferenceTable table = zoneAware.place(topology, ring(topology), 3);
        for (int slice = 0; slice < Slices.COUNT; slice++) {
            assertThat(table.at(slice)).isSameAs(table.at(slice / STEP * STEP));
        }
    }

    private TokenRing ring(Topology topology) {
        return positions.ring(topology);
    }

    /** Members in data centres of these sizes, each on three racks. */
    private static Topology datacentres(int... sizes) {
        List<Member> members = new ArrayList<>();
        for (int datacentre = 0; datacentre < sizes.length; datacentre++) {
            for (int i = 0; i < sizes[datacentre]; i++) {
                Zone zone = new Zone("dc" + datacentre, "r" + i % 3);
                String name = "n" + datacentre + "-" + i;
                members.add(Topologies.member(name, 1, zone, MemberState.ACTIVE));
            }
        }
        return Topologies.of(members);
    }

    private static long copies(Topology topology, PreferenceList list, String datacentre) {
        return list.owners().stream()
                .map(node -> topology.member(node).orElseThrow().zone().datacentre())
                .filter(datacentre::equals)
                .count();
    }

    private static List<NodeId> walk(TokenRing ring, int slice, int count) {
        return Stream.iterate(ring.positionOf(slice), position -> (position + 1) % ring.size())
                .map(ring::owner)
                .distinct()
                .limit(count)
                .toList();
    }
}
