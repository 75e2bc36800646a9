package dev.cairn.replication.topology;

import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Voter;
import dev.cairn.api.cluster.Voters;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.Membership.Ownership;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The way out when no majority of the voters is left, or too few owners for the phases of a change
 * (CORRECTNESS rules 10 and 11): a new incarnation that an operator orders on one node, and that
 * every other node follows because it is newer. Nobody is asked, so it is refused while the cluster
 * can decide by itself.
 */
final class Forcing {
    private final RegisterTopologyStore store;
    private final Function<NodeId, Liveness> opinions;
    private final Ownership ownership;
    private final EventSink events;

    /**
     * Nothing is forced yet.
     *
     * @param opinions this node's opinion of a member
     * @param ownership who owns what
     */
    Forcing(
            RegisterTopologyStore store,
            Function<NodeId, Liveness> opinions,
            Ownership ownership,
            EventSink events) {
        this.store = store;
        this.opinions = opinions;
        this.ownership = ownership;
        this.events = events;
    }

    /** Goes on without {@code lost}; answered once the voters that are left agree on registers. */
    void without(NodeId lost, Answer<Topology> answer) {
        Topology now = store.current();
        Topology forced;
        try {
            checkNothingElseHelps(now, lost);
            forced = now.next().force(Set.of(lost), survivors(now, lost));
        } catch (KvException refused) {
            answer.failed(refused.error());
            return;
        }
        warn(
                lost
                        + " is removed by force: this is incarnation "
                        + forced.incarnation()
                        + " of the cluster, and what only nodes held that are dead is given up");
        store.adopt(
                forced,
                () ->
                        Handover.amongSurvivors(
                                store,
                                copied -> {
                                    if (!copied) {
                                        warn(
                                                "not all voters that are left answered: set bucket"
                                                        + " properties again that were set lately");
                                    }
                                    answer.succeeded(forced);
                                }));
    }

    private void warn(String sentence) {
        events.emit(new Event.Note(Event.Severity.WARNING, sentence));
    }

    private void checkNothingElseHelps(Topology now, NodeId lost) {
        Voters voters = now.voters();
        if (voters.present().isEmpty() || voters.areUnseen()) {
            throw new KvException(ErrorCode.CONFLICT, "the first voters have not met yet");
        }
        boolean decides =
                isMajorityAlive(voters.present())
                        && (voters.former().isEmpty() || isMajorityAlive(voters.former()));
        boolean moves = Adoption.isEnough(now, owner -> !isDead(owner.id()), ownership);
        if (decides && moves) {
            throw new KvException(
                    ErrorCode.CONFLICT,
                    "enough voters and owners live; remove " + lost + " without force");
        }
    }

    private boolean isMajorityAlive(List<Voter> voters) {
        long alive = voters.stream().filter(voter -> !isDead(voter.node())).count();
        return alive > voters.size() / 2;
    }

    private boolean isDead(NodeId node) {
        return opinions.apply(node) == Liveness.DEAD;
    }

    /** The voters that live; where none does, other owners. */
    private List<Voter> survivors(Topology now, NodeId lost) {
        List<Voter> living =
                now.owners().stream()
                        .filter(member -> !member.id().equals(lost) && !isDead(member.id()))
                        .filter(member -> member.storage() != 0)
                        .map(Forcing::voter)
                        .toList();
        List<Voter> before =
                living.stream()
                        .filter(voter ->
                                now.voters().present().contains(voter)
                                        || now.voters().former().contains(voter))
                        .limit(Voters.MAX)
                        .toList();
        return before.isEmpty() ? living.stream().limit(Voters.MAX).toList() : before;
    }

    private static Voter voter(Member member) {
        return new Voter(member.id(), member.storage());
    }
}
