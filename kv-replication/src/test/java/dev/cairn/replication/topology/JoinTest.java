package dev.cairn.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.Change;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Voter;
import dev.cairn.testkit.check.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Nodes that join at the same moment, through different seeds, while a partition heals: one
 * topology everywhere in the end, and epochs linear on the way.
 */
class JoinTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Seeded(cases = 10)
    void twoThenFiveNodesJoinWhileAPartitionHealsAndThereIsOneTopology(long seed) {
        joinTwoThenFive(seed);
    }

    /**
     * What one world took.
     *
     * @param two simulated time from the end of the partition until both joiners are owners
     * @param five the same of the five
     * @param epochs how many topologies there were in all
     */
    private record Figures(Duration two, Duration five, long epochs) {}

    @Tag("long")
    @Test
    void soItIsInAThousandWorlds() {
        List<Figures> all = new ArrayList<>();
        for (long seed = 1; seed <= 1000; seed++) {
            try {
                all.add(joinTwoThenFive(seed));
            } catch (AssertionError failure) {
                throw new AssertionError("in the world of seed " + seed, failure);
            }
        }
        System.out.printf(
                "1,000 worlds: two joined in %s, five in %s, epochs %s%n",
                spread(all.stream().map(figures -> figures.two().toMillis() / 1e3)),
                spread(all.stream().map(figures -> figures.five().toMillis() / 1e3)),
                spread(all.stream().map(figures -> (double) figures.epochs())));
    }

    private static String spread(Stream<Double> values) {
        List<Double> sorted = values.sorted().toList();
        int last = sorted.size() - 1;
        return String.format(
                Locale.ROOT,
                "median %.1f, p99 %.1f, at most %.1f",
                sorted.get(last / 2),
                sorted.get(last * 99 / 100),
                sorted.get(last));
    }

    private static Figures joinTwoThenFive(long seed) {
        World world = new World(seed);
        RandomGenerator random = world.simulation().random("join");
        world.network().behaves(0.02, 0.02, Duration.ofMillis(5));
        Topology founding = world.founding(3, false);
        world.nodes().forEach(node -> node.start(founding));
        world.tickAll();
        settle(world);
        Duration two = joinAcrossAPartition(world, random, List.of("n4", "n5"));
        Duration five = joinAcrossAPartition(world, random, List.of("n6", "n7", "n8", "n9", "n10"));
        assertThat(world.simulation().time().runUntil(() -> hasSevenVoters(world), LIMIT))
                .as("seven of the ten vote")
                .isTrue();
        world.assertAgreed();
        Topology last = world.members().getFirst().store().current();
        assertThat(last.owners()).hasSize(10);
        assertEpochsHaveNoGaps(world, last);
        return new Figures(two, five, last.epoch());
    }

    private static boolean hasSevenVoters(World world) {
        return world.isSettled()
                && world.members().getFirst().store().current().voters().present().size() == 7;
    }

    private static Duration joinAcrossAPartition(
            World world, RandomGenerator random, List<String> names) {
        List<WorldNode> members = world.members();
        List<NodeId> seeds = members.stream().map(WorldNode::id).toList();
        for (WorldNode member : members) {
            world.network().side(member.id(), random.nextInt(2));
        }
        for (String name : names) {
            WorldNode joiner = world.node(name);
            world.network().side(joiner.id(), random.nextInt(2));
            NodeId seed = seeds.get(random.nextInt(seeds.size()));
            NodeId other = seeds.get(random.nextInt(seeds.size()));
            joiner.join(List.of(seed, other));
        }
        world.simulation().time().advance(Duration.ofMillis(random.nextInt(5_000)));
        world.network().heal();
        long healed = world.simulation().time().nanos();
        for (int crashes = random.nextInt(4); crashes > 0; crashes--) {
            world.simulation().time().advance(Duration.ofMillis(random.nextInt(2_000)));
            List<WorldNode> up = world.members();
            WorldNode victim = up.get(random.nextInt(up.size()));
            Topology known = victim.store().current();
            victim.crash(random.nextBoolean());
            world.simulation()
                    .time()
                    .schedule(Duration.ofMillis(random.nextInt(3_000)), () -> victim.start(known));
        }
        assertThat(world.simulation().time().runUntil(() -> allOwn(world, names), LIMIT))
                .as("one topology at all nodes, in which %s own", names)
                .isTrue();
        return Duration.ofNanos(world.simulation().time().nanos() - healed);
    }

    private static boolean allOwn(World world, List<String> names) {
        return world.up().size() == world.nodes().size()
                && world.isSettled()
                && names.stream().allMatch(name -> state(world, name) == MemberState.ACTIVE);
    }

    private static void settle(World world) {
        assertThat(world.simulation().time().runUntil(world::isSettled, LIMIT))
                .as("one topology at all nodes, with nothing left to do")
                .isTrue();
    }

    private static void assertEpochsHaveNoGaps(World world, Topology last) {
        List<Topology> all = new ArrayList<>(world.shown().values());
        assertThat(all.getLast()).isEqualTo(last);
        assertThat(all.getFirst().epoch()).isEqualTo(1);
        assertThat(all).hasSize((int) last.epoch());
    }

    @Test
    void aChangeGoesOnWhereItWasAfterAllNodesLostPowerInAnyOfItsPhases() {
        for (Change.Phase phase : Change.Phase.values()) {
            World world = new World(7);
            Topology founding = world.founding(3, true);
            world.nodes().forEach(node -> node.start(founding));
            world.tickAll();
            world.node("n4").join(List.of(new NodeId("n2")));
            assertThat(world.simulation().time().runUntil(() -> isIn(world, phase), LIMIT))
                    .isTrue();
            List<WorldNode> all = world.members();
            List<Topology> known = all.stream().map(node -> node.store().current()).toList();
            all.forEach(node -> node.crash(true));
            world.simulation().time().advance(Duration.ofSeconds(1));
            for (int i = 0; i < all.size(); i++) {
                all.get(i).start(known.get(i));
            }
            settle(world);
            world.assertAgreed();
            assertThat(state(world, "n4")).isEqualTo(MemberState.ACTIVE);
        }
    }

    private static boolean isIn(World world, Change.Phase phase) {
        return world.members().stream()
                .anyMatch(node ->
                        node.store().current().change().map(Change::phase).stream()
                                .anyMatch(phase::equals));
    }

    private static MemberState state(World world, String name) {
        Topology topology = world.members().getFirst().store().current();
        return topology.member(new NodeId(name)).map(Member::state).orElse(MemberState.LEFT);
    }

    @Test
    void aMemberThatLeavesHandsItsRangesAndItsVoteOver() {
        World world = new World(11);
        Topology founding = world.founding(4, true);
        world.nodes().forEach(node -> node.start(founding));
        world.tickAll();
        settle(world);
        Calls<Topology> leaving = new Calls<>();
        world.node("n2").store().step(next -> next.leave(new NodeId("n1")), leaving);
        world.simulation().time().runUntil(leaving::isDone, LIMIT);
        settle(world);
        assertThat(state(world, "n1")).isEqualTo(MemberState.LEFT);
        assertThat(world.node("n2").store().current().voters().present())
                .extracting(voter -> voter.node().name())
                .containsExactly("n2", "n3", "n4");
    }

    @Test
    void aJoinerIsActiveOnlyWhenItsRangesHaveArrived() {
        World world = new World(13);
        Topology founding = world.founding(3, true);
        world.nodes().forEach(node -> node.start(founding));
        world.tickAll();
        world.holdTransfers();
        world.node("n4").join(List.of(new NodeId("n1")));
        world.simulation().time().advance(Duration.ofMinutes(2));
        assertThat(state(world, "n4")).isEqualTo(MemberState.JOINING);
        assertThat(world.members().getFirst().store().current().change())
                .get()
                .extracting(Change::phase)
                .isEqualTo(Change.Phase.WRITE_BOTH_READ_OLD);
        world.releaseTransfers();
        settle(world);
        assertThat(state(world, "n4")).isEqualTo(MemberState.ACTIVE);
    }

    @Test
    void aPhaseWaitsUntilEnoughPresentOwnersGoByIt() {
        World world = new World(17);
        Topology founding = world.founding(3, true);
        world.nodes().forEach(node -> node.start(founding));
        world.tickAll();
        settle(world);
        world.node("n3").crash(false);
        world.node("n2").crash(false);
        world.node("n2").start(founding);
        world.node("n4").join(List.of(new NodeId("n1")));
        world.simulation().time().advance(Duration.ofMinutes(1));
        assertThat(world.node("n1").store().current().change())
                .as("two of three owners go by it, and no two others are left to write without it")
                .isPresent();
        assertThat(world.fetched()).contains(new NodeId("n4"));
    }

    @Test
    void aNodeWithATakenNameIsDeclined() {
        World world = new World(19);
        Topology founding = world.founding(3, true);
        world.node("n1").start(founding);
        world.node("n2").start(founding);
        world.tickAll();
        world.node("n3").wipe();
        world.node("n3").join(List.of(new NodeId("n1")));
        world.simulation().time().advance(Duration.ofSeconds(20));
        assertThat(world.node("n3").declines()).isPositive();
        assertThat(world.node("n3").isMember()).isFalse();
    }

    @Test
    void aNewcomerTakesThePlaceOfAMemberOnceThatIsDead() {
        World world = new World(21);
        Topology founding = world.founding(4, true);
        world.nodes().forEach(node -> node.start(founding));
        world.tickAll();
        settle(world);
        NodeId lost = new NodeId("n2");
        world.node("n2").crash(true);
        world.node("n5").replace(lost, List.of(new NodeId("n1")));
        world.simulation().time().advance(Duration.ofSeconds(20));
        assertThat(world.node("n5").declines()).as("while n2 may live").isPositive();
        world.declareDead(lost);
        assertThat(world.simulation().time().runUntil(() -> owns(world, "n5"), LIMIT)).isTrue();
        settle(world);
        world.assertAgreed();
        assertThat(state(world, "n2")).isEqualTo(MemberState.EVICTED);
        Topology now = world.node("n1").store().current();
        assertThat(now.member(new NodeId("n5")).orElseThrow().tokens())
                .isEqualTo(founding.member(lost).orElseThrow().tokens());
        assertThat(now.voters().includes(lost)).isFalse();
    }

    private static boolean owns(World world, String name) {
        return world.node(name).isMember() && state(world, name) == MemberState.ACTIVE;
    }

    @Test
    void aJoinThatHasBegunBecomesAReplacementWhenTheOperatorSaysSo() {
        World world = new World(22);
        Topology founding = world.founding(4, true);
        world.nodes().forEach(node -> node.start(founding));
        world.tickAll();
        settle(world);
        world.node("n2").crash(true);
        world.holdTransfers();
        world.node("n5").join(List.of(new NodeId("n1")));
        assertThat(
                        world.simulation()
                                .time()
                                .runUntil(
                                        () -> isIn(world, Change.Phase.WRITE_BOTH_READ_OLD), LIMIT))
                .isTrue();
        Calls<Topology> replaced = new Calls<>();
        world.node("n1")
                .store()
                .step(next -> next.replace(new NodeId("n2"), new NodeId("n5")), replaced);
        world.simulation().time().runUntil(replaced::isDone, LIMIT);
        world.releaseTransfers();
        assertThat(world.simulation().time().runUntil(() -> owns(world, "n5"), LIMIT)).isTrue();
        settle(world);
        world.assertAgreed();
        assertThat(state(world, "n2")).isEqualTo(MemberState.EVICTED);
    }

    @Test
    void aMemberThatStaysDeadIsEvictedAndOneThatReturnsIsNot() {
        World world = new World(24);
        world.evictsAfter(Duration.ofMinutes(10));
        Topology founding = world.founding(6, true);
        world.nodes().forEach(node -> node.start(founding));
        world.tickAll();
        settle(world);
        world.declareDead(new NodeId("n3"));
        world.simulation().time().advance(Duration.ofMinutes(9));
        world.declareAlive(new NodeId("n3"));
        world.simulation().time().advance(Duration.ofMinutes(2));
        assertThat(state(world, "n3")).isEqualTo(MemberState.ACTIVE);
        world.node("n2").crash(true);
        world.declareDead(new NodeId("n2"));
        world.simulation().time().advance(Duration.ofMinutes(9));
        assertThat(state(world, "n2")).isEqualTo(MemberState.ACTIVE);
        assertThat(
                        world.simulation()
                                .time()
                                .runUntil(() -> state(world, "n2") == MemberState.EVICTED, LIMIT))
                .isTrue();
        settle(world);
        world.assertAgreed();
        assertThat(world.node("n1").store().current().voters().includes(new NodeId("n2")))
                .isFalse();
    }

    @Test
    void aMemberWhoseDiskWasLostIsTakenBackOnAnotherOnceItIsDead() {
        World world = new World(23);
        Topology founding = world.founding(3, true);
        world.nodes().forEach(node -> node.start(founding));
        world.tickAll();
        settle(world);
        long lost = world.node("n3").storage();
        world.node("n3").wipe();
        world.node("n3").start(founding);
        world.simulation().time().advance(Duration.ofSeconds(20));
        assertThat(listedStorage(world))
                .as("the other directory may still be in use")
                .isEqualTo(lost);
        world.declareDead(new NodeId("n3"));
        assertThat(
                        world.simulation()
                                .time()
                                .runUntil(
                                        () -> listedStorage(world) == world.node("n3").storage(),
                                        LIMIT))
                .isTrue();
        settle(world);
        world.simulation().time().runUntil(() -> votesOnItsOwnDirectory(world), LIMIT);
        assertThat(votesOnItsOwnDirectory(world)).isTrue();
        world.assertAgreed();
    }

    private static long listedStorage(World world) {
        Topology known = world.node("n1").store().current();
        return known.member(new NodeId("n3")).orElseThrow().storage();
    }

    private static boolean votesOnItsOwnDirectory(World world) {
        Voter voter = new Voter(new NodeId("n3"), world.node("n3").storage());
        return world.node("n1").store().current().voters().present().contains(voter);
    }
}
