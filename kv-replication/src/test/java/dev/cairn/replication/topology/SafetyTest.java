package dev.cairn.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.TopologyCodec;
import dev.cairn.api.cluster.Voter;
import dev.cairn.replication.paxos.Configuration;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One story for each rule of CORRECTNESS that keeps a cluster one cluster. */
class SafetyTest {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

    private static World started(int count, boolean seen, Mutation mutation) {
        World world = new World(count, mutation);
        Topology founding = world.founding(count, seen);
        world.nodes().forEach(node -> node.start(founding));
        return world;
    }

    private static Calls<Topology> set(World world, String node, Topology from, Topology next) {
        Calls<Topology> call = new Calls<>();
        WorldNode one = world.node(node);
        one.lane().execute(() -> one.store().compareAndSet(from.epoch(), next, call));
        world.simulation().time().advance(LONG_ENOUGH);
        assertThat(call.isDone()).isTrue();
        return call;
    }

    private static Topology current(World world, String node) {
        return world.node(node).store().current();
    }

    private static List<Voter> voters(World world, String... names) {
        return List.of(names).stream()
                .map(name -> new Voter(new NodeId(name), world.node(name).storage()))
                .toList();
    }

    @Test
    void aMinoritySideCannotChangeTheTopologyAndTheMajorityCan() {
        World world = started(5, true, Mutation.NONE);
        Topology one = current(world, "n1");
        world.network().side(new NodeId("n4"), 1);
        world.network().side(new NodeId("n5"), 1);
        Topology evicting = one.next().evict(new NodeId("n1"));
        assertThat(set(world, "n4", one, evicting).error().map(KvError::code))
                .contains(ErrorCode.UNAVAILABLE);
        Topology leaving = one.next().leave(new NodeId("n5"));
        assertThat(set(world, "n1", one, leaving).result()).contains(leaving);
        world.network().heal();
        assertThat(set(world, "n4", one, evicting).error().map(KvError::code))
                .contains(ErrorCode.CONFLICT);
        assertThat(current(world, "n4")).isEqualTo(leaving);
        world.assertAgreed();
    }

    /**
     * The voters n1, n2, n3 hand over to n3, n4, n5 while n2 is away. Then n1 is wiped and begins
     * with the founding list again. It and n2 would be a majority of the old three.
     */
    private static Calls<Topology> oldMajority(World world) {
        Topology one = current(world, "n1");
        Topology three = one.next().voters(voters(world, "n1", "n2", "n3"));
        assertThat(set(world, "n1", one, three).result()).contains(three);
        Topology alone = three.next().retireFormerVoters();
        assertThat(set(world, "n1", three, alone).result()).contains(alone);
        world.node("n2").lane().execute(() -> world.node("n2").store().learn(alone));
        world.simulation().time().advance(LONG_ENOUGH);
        world.network().side(new NodeId("n2"), 1);
        Topology moved = alone.next().voters(voters(world, "n3", "n4", "n5"));
        assertThat(set(world, "n1", alone, moved).result()).contains(moved);
        Topology handedOver = moved.next().retireFormerVoters();
        assertThat(set(world, "n3", moved, handedOver).result()).contains(handedOver);
        world.node("n1").wipe();
        world.network().side(new NodeId("n1"), 1);
        world.node("n1").start(one);
        return set(world, "n2", alone, alone.next().evict(new NodeId("n3")));
    }

    @Test
    void aWipedFormerVoterCannotReformAnOldMajority() {
        World world = started(5, true, Mutation.NONE);
        assertThat(oldMajority(world).error().map(KvError::code)).contains(ErrorCode.UNAVAILABLE);
        world.assertAgreed();
    }

    @Test
    void withoutTheStorageIdItWould() {
        World world = started(5, true, Mutation.ANY_STORAGE);
        oldMajority(world);
        assertThat(world.disagreements()).isNotEmpty();
    }

    @Test
    void anAcceptorWhoseRegistersAreLostDoesNotVoteOnThatDirectoryAgain() {
        World world = started(3, true, Mutation.NONE);
        Topology one = current(world, "n1");
        world.node("n1").loseRegisters();
        world.node("n1").start(one);
        world.network().side(new NodeId("n3"), 1);
        Topology next = one.next().weigh(new NodeId("n1"), 7);
        assertThat(set(world, "n2", one, next).error()).isPresent();
        world.node("n1").crash(true);
        world.node("n1").start(one);
        assertThat(set(world, "n2", one, next).error()).isPresent();
        world.network().heal();
        assertThat(set(world, "n2", one, next).result()).contains(next);
        assertThat(current(world, "n1")).as("it follows, though it does not vote").isEqualTo(next);
    }

    @Test
    void twoNodesThatMissTheirSeedsDoNotMakeTwoClusters() {
        World world = new World(1);
        world.node("n1").join(List.of(new NodeId("n2"), new NodeId("n9")));
        world.node("n2").join(List.of(new NodeId("n1"), new NodeId("n9")));
        world.simulation().time().advance(Duration.ofMinutes(30));
        assertThat(world.members()).isEmpty();
        assertThat(world.shown()).isEmpty();
    }

    @Test
    void aFoundingListTakesItsFirstStepOnlyWhenAllItsVotersHaveMet() {
        World world = new World(3);
        Topology founding = world.founding(3, false);
        world.tickAll();
        world.node("n1").start(founding);
        world.node("n2").start(founding);
        world.simulation().time().advance(Duration.ofMinutes(5));
        assertThat(current(world, "n1")).isEqualTo(founding);
        world.node("n3").start(founding);
        assertThat(world.simulation().time().runUntil(() -> met(world), LONG_ENOUGH)).isTrue();
        world.assertAgreed();
    }

    private static boolean met(World world) {
        return world.isSettled() && !current(world, "n3").voters().areUnseen();
    }

    @Test
    void aVoterWipedWhileTheListMeetsDoesNotSplitIt() {
        World world = started(3, false, Mutation.NONE);
        Topology founding = current(world, "n1");
        world.tickAll();
        world.simulation().time().advance(Duration.ofMillis(230));
        world.node("n3").wipe();
        world.node("n3").start(founding);
        world.simulation().time().advance(LONG_ENOUGH);
        world.assertAgreed();
        assertThat(current(world, "n1").epoch()).isGreaterThan(1);
    }

    @Test
    void theNewVotersHoldATopologyBeforeItCounts() {
        World world = started(5, true, Mutation.NONE);
        Topology one = current(world, "n1");
        Topology next = one.next().voters(voters(world, "n4", "n5"));
        Configuration acceptors = TopologyChain.after(one).acceptors(TopologyCodec.encode(next));
        assertThat(acceptors.sets())
                .containsExactly(one.voters().present(), next.voters().present());
        world.network().side(new NodeId("n4"), 1);
        assertThat(set(world, "n1", one, next).error().map(KvError::code))
                .as("half of the new voters cannot be reached")
                .contains(ErrorCode.TIMEOUT);
        world.network().heal();
        assertThat(set(world, "n1", one, next).result()).contains(next);
    }

    @Test
    void aForcedIncarnationGoesOnAloneAndTheLostNodeFollowsWhenItReturns() {
        World world = started(2, true, Mutation.NONE);
        Topology two = current(world, "n1");
        world.network().side(new NodeId("n2"), 1);
        Topology forced = two.next().force(Set.of(new NodeId("n2")), voters(world, "n1"));
        world.node("n1").lane().execute(() -> world.node("n1").store().learn(forced));
        world.simulation().time().advance(LONG_ENOUGH);
        Topology after = forced.next().weigh(new NodeId("n1"), 7);
        assertThat(set(world, "n1", forced, after).result()).contains(after);
        world.network().heal();
        Topology stale = two.next().evict(new NodeId("n1"));
        assertThat(set(world, "n2", two, stale).result()).isEmpty();
        assertThat(current(world, "n2")).isEqualTo(after);
        world.assertAgreed();
    }

    @Test
    void aPlainRegisterMovesWithItsVotersAndTheFormerOnesMayGo() {
        World world = started(5, true, Mutation.NONE);
        Topology one = current(world, "n1");
        Topology three = one.next().voters(voters(world, "n1", "n2"));
        assertThat(set(world, "n1", one, three).result()).isPresent();
        world.tickAll();
        Calls<Bytes> written = new Calls<>();
        world.node("n1")
                .registers()
                .compareAndSet("lease", Bytes.EMPTY, Bytes.utf8("mine"), written);
        world.simulation().time().advance(LONG_ENOUGH);
        assertThat(written.result()).contains(Bytes.utf8("mine"));
        assertThat(world.isSettled()).as("all five vote again").isTrue();
        world.node("n1").crash(true);
        world.node("n2").crash(true);
        Calls<Bytes> read = new Calls<>();
        world.node("n4").registers().read("lease", read);
        world.simulation().time().advance(LONG_ENOUGH);
        assertThat(read.result()).contains(Bytes.utf8("mine"));
    }
}
