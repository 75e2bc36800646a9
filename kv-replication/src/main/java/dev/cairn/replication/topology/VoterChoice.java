package dev.cairn.replication.topology;

import dev.cairn.api.cluster.Change;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Voter;
import dev.cairn.api.cluster.Voters;
import dev.cairn.api.cluster.Zone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Who should vote: up to seven owners that stay, those of now first, then from the zones with the
 * fewest; an odd number where there are three, since a fourth tolerates no more failures.
 */
final class VoterChoice {
    private VoterChoice() {}

    /**
     * The voters that {@code topology} should have; those of now when nothing better is possible.
     *
     * @param isHeard whether a member was heard of as a node that goes by a recent topology; only
     *     such become voters
     */
    static List<Voter> of(Topology topology, Predicate<Member> isHeard) {
        List<Voter> chosen = new ArrayList<>();
        Map<Zone, Integer> byZone = new HashMap<>();
        List<Member> others = new ArrayList<>();
        for (Member member : topology.owners()) {
            Voter voter = new Voter(member.id(), member.storage());
            if (!stays(topology, member)) {
                continue;
            }
            if (topology.voters().present().contains(voter)) {
                chosen.add(voter);
                byZone.merge(member.zone(), 1, Integer::sum);
            } else if (isHeard.test(member)) {
                others.add(member);
            }
        }
        int wanted = Math.min(Voters.MAX, chosen.size() + others.size());
        if (wanted > 2 && wanted % 2 == 0 && chosen.size() < wanted) {
            wanted--;
        }
        while (chosen.size() < wanted) {
            Member next =
                    others.stream()
                            .min(
                                    Comparator.<Member>comparingInt(
                                                    member -> byZone.getOrDefault(member.zone(), 0))
                                            .thenComparing(Member::id))
                            .orElseThrow();
            others.remove(next);
            chosen.add(new Voter(next.id(), next.storage()));
            byZone.merge(next.zone(), 1, Integer::sum);
        }
        return chosen.isEmpty() ? topology.voters().present() : chosen;
    }

    private static boolean stays(Topology topology, Member member) {
        MemberState target =
                topology.change()
                        .flatMap((Change change) -> change.target(member.id()))
                        .map(Member::state)
                        .orElse(member.state());
        return member.storage() != 0 && target == MemberState.ACTIVE;
    }
}
