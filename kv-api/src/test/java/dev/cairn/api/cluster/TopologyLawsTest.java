package dev.cairn.api.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.ForSeeds;
import dev.cairn.api.KvException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The laws of a topology's steps, over random walks, and the sentences of steps that are refused.
 */
class TopologyLawsTest {
    private static final ClusterId CLUSTER = new ClusterId(7);

    private static Member member(int number, long storage, MemberState state) {
        Zone zone = new Zone("dc1", "r" + number % 3);
        Address address = new Address("host" + number, 4700);
        return new Member(new NodeId("n" + number), storage, address, zone, 100, state);
    }

    private static Topology founded(int count) {
        List<Member> members = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            members.add(member(i, 1000 + i, MemberState.ACTIVE));
        }
        return Topology.founding(CLUSTER, members);
    }

    private static NodeId node(int number) {
        return new NodeId("n" + number);
    }

    private static Set<NodeId> ids(List<Member> members) {
        return members.stream().map(Member::id).collect(Collectors.toSet());
    }

    /** A step by chance; most are refused. */
    private static Topology step(Topology from, RandomGenerator random) {
        NodeId any = from.members().get(random.nextInt(from.members().size())).id();
        Member joiner =
                member(1 + random.nextInt(12), 1 + random.nextInt(5000), MemberState.ACTIVE);
        NextTopology next = from.next();
        return switch (random.nextInt(14)) {
            case 0 -> next.announce(joiner);
            case 1 -> next.withdraw(any);
            case 2 -> next.leave(any);
            case 3 -> next.stay(any);
            case 4 -> next.begin();
            case 5 -> next.weigh(any, 1 + random.nextInt(300));
            case 6 -> next.evict(any);
            case 7 ->
                    random.nextBoolean()
                            ? next.replace(any, joiner)
                            : next.replace(any, joiner.id());
            case 8 -> next.cancel();
            case 9 -> next.retireFormerVoters();
            case 10 -> {
                List<Voter> voters = new ArrayList<>();
                for (Member owner : from.owners()) {
                    if (random.nextBoolean()) {
                        voters.add(new Voter(owner.id(), owner.storage()));
                    }
                }
                yield next.voters(voters);
            }
            case 11, 12 -> next.advance();
            default -> next.finish();
        };
    }

    private interface Law {
        void holds(Topology before, Topology after);
    }

    private static void overWalks(Law law) {
        ForSeeds.check(
                50,
                random -> {
                    Topology now = founded(1 + random.nextInt(5));
                    int taken = 0;
                    for (int i = 0; i < 150; i++) {
                        try {
                            Topology after = step(now, random);
                            law.holds(now, after);
                            now = after;
                            taken++;
                        } catch (KvException refused) {
                            assertThat(refused.error().detail()).isNotEmpty();
                        } catch (IllegalArgumentException tooManyVoters) {
                            assertThat(tooManyVoters).hasMessageContaining("at most");
                        }
                    }
                    assertThat(taken).isGreaterThan(5);
                });
    }

    @Test
    void epochsAreLinearAndTheClusterStaysItself() {
        overWalks((before, after) -> {
            assertThat(after.epoch()).isEqualTo(before.epoch() + 1);
            assertThat(after.cluster()).isEqualTo(before.cluster());
            assertThat(after.incarnation()).isEqualTo(before.incarnation());
            assertThat(after.isNewerThan(before)).isTrue();
        });
    }

    @Test
    void aRunningChangeGoesOnToItsEndBeforeAnotherBegins() {
        overWalks((before, after) -> {
            if (before.change().isPresent() && after.change().isPresent()) {
                assertThat(after.change().get().targets())
                        .isEqualTo(before.change().get().targets());
                assertThat(after.change().get().phase())
                        .isGreaterThanOrEqualTo(before.change().get().phase());
            }
        });
    }

    @Test
    void aPresentOwnerVanishesOnlyWhenAChangeFinishes() {
        overWalks((before, after) -> {
            boolean finished =
                    before.change().isPresent()
                            && before.change().get().phase() == Change.Phase.WRITE_BOTH_READ_NEW
                            && after.change().isEmpty();
            if (finished) {
                assertThat(after.members()).isEqualTo(before.future().members());
            } else {
                assertThat(ids(after.owners())).isEqualTo(ids(before.owners()));
            }
            assertThat(after.owners()).isNotEmpty();
            assertThat(after.future().owners()).isNotEmpty();
        });
    }

    @Test
    void whatIsReadMovesFromThePresentToTheFutureOwnersInOneStep() {
        overWalks((before, after) -> {
            if (after.change().isEmpty()) {
                assertThat(after.future()).isEqualTo(after);
                assertThat(after.readable()).isEqualTo(after);
            } else if (after.change().get().phase() == Change.Phase.WRITE_BOTH_READ_OLD) {
                assertThat(after.readable()).isEqualTo(after.present());
            } else {
                assertThat(after.readable()).isEqualTo(after.future());
            }
        });
    }

    @Test
    void votersAreOwnersOnTheirOwnDirectoriesAndChangeOneSetAtATime() {
        overWalks((before, after) -> {
            for (Voter voter : after.voters().present()) {
                Member member = after.member(voter.node()).orElseThrow();
                assertThat(member.state().owns()).isTrue();
                assertThat(member.storage()).isEqualTo(voter.storage());
            }
            List<Voter> was = before.voters().present();
            if (!after.voters().present().equals(was)) {
                assertThat(before.voters().former()).isEmpty();
                assertThat(after.voters().former()).isEqualTo(was);
                assertThat(after.voters().since()).isEqualTo(after.epoch());
            }
        });
    }

    @Test
    void everyTopologyOfAWalkSurvivesItsCodec() {
        overWalks((before, after) ->
                assertThat(TopologyCodec.decode(TopologyCodec.encode(after))).isEqualTo(after));
    }

    @Test
    void aJoinGoesThroughItsPhases() {
        Topology announced = founded(3).next().announce(member(4, 1004, MemberState.ACTIVE));
        assertThat(announced.member(node(4)).orElseThrow().state()).isEqualTo(MemberState.JOINING);
        Topology begun = announced.next().begin();
        assertThat(ids(begun.present().owners())).doesNotContain(node(4));
        assertThat(ids(begun.future().owners())).contains(node(4));
        Topology finished = begun.next().advance().next().finish();
        assertThat(finished.member(node(4)).orElseThrow().state()).isEqualTo(MemberState.ACTIVE);
        assertThat(finished.epoch()).isEqualTo(5);
    }

    @Test
    void joinsAndLeavesThatWereAnnouncedMeanwhileAreTakenTogether() {
        Topology running =
                founded(3).next().announce(member(4, 1004, MemberState.ACTIVE)).next().begin();
        Topology more =
                running.next()
                        .announce(member(5, 1005, MemberState.ACTIVE))
                        .next()
                        .announce(member(6, 1006, MemberState.ACTIVE))
                        .next()
                        .leave(node(1));
        Topology second = more.next().advance().next().finish().next().begin();
        assertThat(second.change().orElseThrow().targets())
                .extracting(target -> target.id().name() + " " + target.state())
                .containsExactly("n1 LEFT", "n5 ACTIVE", "n6 ACTIVE");
    }

    @Test
    void whatIsNotLegalIsRefusedWithASentence() {
        Topology three = founded(3);
        Member fourth = member(4, 1004, MemberState.ACTIVE);
        refused(() -> three.next().begin(), "nothing is announced");
        refused(() -> three.next().advance(), "no change is running");
        refused(() -> three.next().announce(member(1, 9, MemberState.ACTIVE)), "member already");
        refused(() -> three.next().announce(fourth.on(0)), "data directory");
        refused(() -> three.next().leave(node(9)), "no member n9");
        refused(() -> founded(1).next().leave(node(1)), "last owner");
        refused(() -> founded(1).next().evict(node(1)), "no owner would be left");
        refused(
                () -> three.next().replace(node(1), member(1, 9, MemberState.ACTIVE)),
                "another id");
        refused(() -> three.next().replace(node(1), node(2)), "only a node that joins replaces");
        refused(() -> three.next().voters(List.of()), "at least one voter");
        refused(() -> three.next().voters(List.of(new Voter(node(1), 5))), "not its own");
        Topology running = three.next().announce(fourth).next().begin();
        refused(() -> running.next().weigh(node(1), 7), "one at a time");
        refused(() -> running.next().withdraw(node(4)), "part of the change");
        refused(() -> running.next().finish(), "WRITE_BOTH_READ_OLD");
        refused(() -> running.next().advance().next().cancel(), "WRITE_BOTH_READ_NEW");
        refused(() -> running.next().advance().next().replace(node(1), node(4)), "one at a time");
    }

    @Test
    void aMemberDoesNotGoWhileItVotes() {
        Topology leaving = founded(3).next().leave(node(1)).next().begin().next().advance();
        refused(() -> leaving.next().finish(), "the voters must change before it goes");
        List<Voter> others = leaving.voters().present().subList(1, 3);
        Topology handedOver = leaving.next().voters(others).next().retireFormerVoters();
        assertThat(ids(handedOver.next().finish().owners())).doesNotContain(node(1));
    }

    @Test
    void aFoundingListTakesNoStepUntilItsVotersHaveMet() {
        List<Member> members =
                List.of(member(1, 0, MemberState.ACTIVE), member(2, 0, MemberState.ACTIVE));
        Topology listed = Topology.founding(CLUSTER, members);
        refused(() -> listed.next().leave(node(1)), "have not met");
        refused(() -> listed.next().seen(Map.of(node(1), 11L)), "n2 has not been seen");
        Topology met = listed.next().seen(new HashMap<>(Map.of(node(1), 11L, node(2), 12L)));
        assertThat(met.voters().present())
                .containsExactly(new Voter(node(1), 11), new Voter(node(2), 12));
        assertThat(met.member(node(2)).orElseThrow().storage()).isEqualTo(12);
    }

    @Test
    void aForcedIncarnationFencesWhateverEpochTheOldOneReaches() {
        Topology two = founded(2);
        Topology forced =
                two.next().force(Set.of(node(2)), List.of(two.voters().present().getFirst()));
        Topology old = two;
        for (int weight = 1; weight < 50; weight++) {
            old = old.next().weigh(node(1), weight).next().cancel();
        }
        assertThat(forced.isNewerThan(old)).isTrue();
        assertThat(forced.member(node(2)).orElseThrow().state()).isEqualTo(MemberState.EVICTED);
        refused(() -> two.next().force(Set.of(node(1)), two.voters().present()), "cannot vote");
        assertThat(new HashSet<>(forced.voters().former())).isEmpty();
    }

    private static void refused(Runnable step, String sentence) {
        assertThatThrownBy(step::run)
                .isInstanceOf(KvException.class)
                .hasMessageContaining(sentence);
    }
}
