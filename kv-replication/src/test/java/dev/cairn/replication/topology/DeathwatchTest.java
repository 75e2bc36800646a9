package dev.cairn.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Copies;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.spi.Membership.Ownership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Each condition of an eviction that nobody asked for, on n1 of a cluster whose voters are n1 to
 * n5.
 */
class DeathwatchTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final NodeId LOST = new NodeId("n4");

    private final Set<NodeId> dead = new HashSet<>(Set.of(LOST));
    private final Ownership world = new World(1).ownership();
    private boolean linearizable;
    private Copies copies = new Copies(3, 2);
    private Topology topology = cluster("r1", "r2", "r1", "r2", "r3");
    private final Deathwatch watch = new Deathwatch(new NodeId("n1"), HOUR, ownership());
    private long nanos;

    private Ownership ownership() {
        return new Ownership() {
            @Override
            public List<Copies> copies() {
                return List.of(copies);
            }

            @Override
            public boolean mayChangeUnasked() {
                return !linearizable;
            }

            @Override
            public PreferenceTable owners(Topology of, int replicas) {
                return world.owners(of, replicas);
            }

            @Override
            public Member drawTokens(Topology of, Member newcomer) {
                return newcomer;
            }

            @Override
            public Member inherit(Member heir, Member gone) {
                return heir;
            }
        };
    }

    /** A member for each zone, in {@code dc1} unless another is named before a slash. */
    private static Topology cluster(String... zones) {
        List<Member> members = new ArrayList<>();
        for (String zone : zones) {
            int number = members.size() + 1;
            String[] parts = zone.split("/");
            members.add(
                    new Member(
                            new NodeId("n" + number),
                            number,
                            new Address("h", number),
                            new Zone(parts.length == 2 ? parts[0] : "dc1", parts[parts.length - 1]),
                            100,
                            MemberState.ACTIVE));
        }
        return Topology.founding(new ClusterId(7), members);
    }

    private List<NodeId> look() {
        return watch.look(
                topology, node -> dead.contains(node) ? Liveness.DEAD : Liveness.ALIVE, nanos);
    }

    private void after(Duration time) {
        nanos += time.toNanos();
    }

    private void say(String voter, NodeId... overdue) {
        watch.hear(new NodeId(voter), List.of(overdue), nanos);
    }

    /** All that live have seen it for an hour. */
    private Optional<NodeId> evictedAfterAnHour() {
        look();
        after(HOUR);
        look();
        for (Member member : topology.members()) {
            if (!dead.contains(member.id()) && !member.id().name().equals("n1")) {
                watch.hear(member.id(), dead.stream().sorted().toList(), nanos);
            }
        }
        return watch.evicts(topology, nanos);
    }

    @Test
    void aMemberThatAMajorityOfVotersHasHeldDeadForTheWholeTimeGoes() {
        assertThat(evictedAfterAnHour()).contains(LOST);
    }

    @Test
    void oneThatWasHeardOfInBetweenBeginsAnew() {
        look();
        after(HOUR.minusSeconds(1));
        dead.clear();
        look();
        dead.add(LOST);
        look();
        after(HOUR.minusSeconds(1));
        assertThat(look()).isEmpty();
        after(Duration.ofSeconds(1));
        assertThat(look()).containsExactly(LOST);
    }

    @Test
    void aMajorityOfVotersMustHaveSaidSoLatelyAndThisNodeAmongThem() {
        look();
        say("n2", LOST);
        say("n3", LOST);
        say("n5", LOST);
        assertThat(watch.evicts(topology, nanos)).as("n1 has seen it for no time").isEmpty();
        after(HOUR);
        look();
        assertThat(watch.evicts(topology, nanos)).as("what they said is an hour old").isEmpty();
        say("n2", LOST);
        say("n3");
        assertThat(watch.evicts(topology, nanos)).as("two of five").isEmpty();
        say("n5", LOST);
        assertThat(watch.evicts(topology, nanos)).contains(LOST);
    }

    @Test
    void neitherAWholeRackNorAWholeDataCentreGoes() {
        topology = cluster("r1", "r1", "r1", "r2", "r2", "r1", "r1", "r1");
        dead.add(new NodeId("n5"));
        assertThat(evictedAfterAnHour()).as("n4 and n5 are all of r2").isEmpty();
        topology = cluster("r1", "r1", "r1", "dc2/r1", "r1");
        dead.remove(new NodeId("n5"));
        assertThat(evictedAfterAnHour()).as("n4 is all of dc2").isEmpty();
    }

    @Test
    void nobodyGoesWhereMoreThanAQuarterIsDead() {
        String[] racks = new String[16];
        Arrays.fill(racks, "r1");
        topology = cluster(racks);
        dead.clear();
        for (int apart = 2; apart < 14; apart += 3) {
            dead.add(topology.owners().get(apart).id());
        }
        assertThat(evictedAfterAnHour()).as("four of sixteen, no two for one slice").isPresent();
        dead.add(topology.owners().get(14).id());
        assertThat(evictedAfterAnHour()).as("five of sixteen").isEmpty();
    }

    @Test
    void nobodyGoesWhereNothingCouldBeCopiedAnew() {
        topology = cluster("r1", "r1", "r1");
        dead.clear();
        dead.add(new NodeId("n3"));
        assertThat(evictedAfterAnHour()).isEmpty();
    }

    @Test
    void nobodyGoesWhereOneOwnerAloneCouldTakeAWriteThatTheOthersMissed() {
        copies = new Copies(3, 1);
        assertThat(evictedAfterAnHour()).as("the dead one may be that owner").isEmpty();
    }

    @Test
    void nobodyGoesWhileABucketIsLinearizable() {
        linearizable = true;
        assertThat(evictedAfterAnHour()).isEmpty();
    }

    @Test
    void nobodyGoesWhileAnotherChangeRuns() {
        topology = topology.next().weigh(new NodeId("n2"), 7);
        assertThat(evictedAfterAnHour()).isEmpty();
    }
}
