package dev.cairn.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.AdminService.ClusterStatus;
import dev.cairn.api.AdminService.MemberStatus;
import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.ReadResult;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberChange;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.testkit.cluster.Call;
import dev.cairn.testkit.cluster.SimulatedCluster;
import dev.cairn.testkit.cluster.SimulatedNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whole nodes come into a cluster, through the assembly that ships. */
class MembershipTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** A frame of replication, kinds 32 to 127, from n1. */
    private static final Pattern LEAVERS_DATA =
            Pattern.compile("n1 > n[234] kind (3[2-9]|[4-9][0-9]|1[01][0-9]|12[0-7]) ");

    /** A frame of n1 that tells an owner what it holds: kind 76. */
    private static final Pattern LEAVERS_OFFER = Pattern.compile("n1 > n[234] kind 76 ");

    private static final String SEEDS = "cluster.seeds=127.0.0.2:4700,127.0.0.3:4700";

    private static Member listed(SimulatedCluster cluster, String by, String name) {
        return cluster.node(by).member(name).orElseThrow().member();
    }

    private static boolean areOwners(SimulatedCluster cluster, String... names) {
        List<ClusterStatus> views =
                cluster.nodes().stream()
                        .filter(SimulatedNode::isInside)
                        .map(node -> node.admin().cluster())
                        .toList();
        Set<List<Member>> seen = new HashSet<>();
        for (ClusterStatus view : views) {
            seen.add(view.members().stream().map(MemberStatus::member).toList());
        }
        Map<String, MemberState> states =
                seen.iterator().next().stream()
                        .collect(
                                Collectors.toMap(
                                        member -> member.id().name(),
                                        Member::state,
                                        (one, other) -> one,
                                        TreeMap::new));
        return views.size() == cluster.nodes().size()
                && seen.size() == 1
                && List.of(names).stream().allMatch(name -> states.get(name) == MemberState.ACTIVE);
    }

    /** What a node says of itself. */
    private static int rebuildingSlices(SimulatedCluster cluster, String node) {
        return cluster.node(node).member(node).orElseThrow().load().rebuildingSlices();
    }

    /** Looks now and then, since looking costs more than a step of the simulation. */
    private static void awaitOwners(SimulatedCluster cluster, String... names) {
        for (int looks = 0; looks < 480 && !areOwners(cluster, names); looks++) {
            cluster.run(Duration.ofMillis(250));
        }
        assertThat(areOwners(cluster, names)).as(cluster.recentPast()).isTrue();
    }

    @Test
    void aNodeThatKnowsOnlySeedsJoinsAndServesItsRanges() {
        try (SimulatedCluster cluster = SimulatedCluster.of(1).nodes(3).start()) {
            for (int i = 0; i < 50; i++) {
                Key key = new Key("default", Bytes.utf8("key-" + i));
                cluster.await(cluster.node("n1").put(key, "value-" + i)).result();
            }
            cluster.add(SEEDS);
            awaitOwners(cluster, "n1", "n2", "n3", "n4");
            cluster.awaitAllAlive(LIMIT);
            for (int i = 0; i < 50; i++) {
                Key key = new Key("default", Bytes.utf8("key-" + i));
                assertThat(
                                cluster.await(cluster.node("n4").get(key))
                                        .result()
                                        .siblings()
                                        .getFirst()
                                        .value()
                                        .utf8())
                        .isEqualTo("value-" + i);
            }
        }
    }

    @Test
    void aNodeWhoseSeedsAreAwayWaitsAndMakesNoClusterOfItsOwn() {
        try (SimulatedCluster cluster = SimulatedCluster.of(2).nodes(3).start()) {
            cluster.network()
                    .partition(
                            Set.of(new NodeId("n4"), new NodeId("n5")),
                            Set.of(new NodeId("n1"), new NodeId("n2"), new NodeId("n3")));
            cluster.add(SEEDS);
            cluster.add(SEEDS, "cluster.id=");
            cluster.run(Duration.ofMinutes(1));
            assertThat(cluster.node("n4").isInside()).isFalse();
            assertThat(cluster.node("n5").isInside()).isFalse();
            cluster.heal();
            awaitOwners(cluster, "n1", "n2", "n3", "n4", "n5");
        }
    }

    @Test
    void aMemberThatIsAskedToLeaveHandsItsRangesOverAndServesNoMore() {
        try (SimulatedCluster cluster = SimulatedCluster.of(5).nodes(4).start()) {
            Key key = new Key("default", Bytes.utf8("key"));
            cluster.await(cluster.node("n1").put(key, "kept")).result();
            Call<Topology> asked = new Call<>();
            cluster.node("n2").admin().change(new MemberChange.Leave(new NodeId("n1")), asked);
            cluster.await(asked).result();
            cluster.await(() -> !cluster.node("n1").admin().ready(), LIMIT);
            assertThat(listed(cluster, "n1", "n1").state()).isEqualTo(MemberState.LEFT);
            assertThat(cluster.await(cluster.node("n1").get(key)).succeeded()).isFalse();
            cluster.run(Duration.ofMillis(500));
            assertThat(cluster.trace().last())
                    .as("what it holds is handed over after it has left")
                    .anyMatch(line -> LEAVERS_DATA.matcher(line).find());
            cluster.crash("n1");
            ReadResult found = cluster.await(cluster.node("n3").get(key)).result();
            assertThat(found.siblings()).hasSize(1);
        }
    }

    @Test
    void aMemberThatHasLeftStopsOnceItHasHandedOverWhatItHeld() {
        try (SimulatedCluster cluster = SimulatedCluster.of(6).nodes(4).start()) {
            for (int i = 0; i < 50; i++) {
                Key key = new Key("default", Bytes.utf8("key-" + i));
                cluster.await(cluster.node("n1").put(key, "kept")).result();
            }
            Call<Topology> asked = new Call<>();
            cluster.node("n2").admin().change(new MemberChange.Leave(new NodeId("n1")), asked);
            cluster.await(asked).result();
            cluster.await(() -> !cluster.node("n1").admin().ready(), LIMIT);
            cluster.stop("n1");
            assertThat(cluster.trace().last())
                    .as("its last exchange with the owners")
                    .anyMatch(line -> LEAVERS_OFFER.matcher(line).find());
        }
    }

    @Test
    void aNodeWithATakenNameIsNotLetIn() {
        try (SimulatedCluster cluster = SimulatedCluster.of(3).nodes(3).start()) {
            cluster.add(SEEDS, "node.id=n2");
            cluster.run(Duration.ofSeconds(30));
            SimulatedNode impostor = cluster.nodes().getLast();
            assertThat(impostor.isInside()).isFalse();
            assertThat(impostor.events())
                    .anyMatch(event -> event.message().contains("needs a name of its own"));
        }
    }

    @Test
    void aMemberOnAnEmptyDiskServesOnlyWhenItsOldDirectoryIsGivenUp() {
        try (SimulatedCluster cluster = SimulatedCluster.of(4).nodes(3).start()) {
            long before = listed(cluster, "n1", "n3").storage();
            cluster.loseDisk("n3");
            cluster.restart("n3");
            cluster.run(Duration.ofSeconds(1));
            assertThat(cluster.node("n3").admin().ready()).isFalse();
            assertThat(listed(cluster, "n1", "n3").storage()).isEqualTo(before);
            cluster.await(() -> cluster.node("n3").admin().ready(), LIMIT);
            assertThat(rebuildingSlices(cluster, "n3")).isPositive();
            Key key = new Key("default", Bytes.utf8("key"));
            cluster.await(cluster.node("n3").put(key, "taken")).result();
            cluster.await(() -> listed(cluster, "n1", "n3").storage() != before, LIMIT);
            cluster.awaitAllAlive(LIMIT);
        }
    }
}
