package dev.cairn.replication.topology;

import dev.cairn.api.cluster.Change;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Voter;
import dev.cairn.api.spi.Membership.Ownership;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one step that is due, as a pure function of what is agreed and what was reported. So any
 * number of nodes may take it, each step being a compare-and-set, and after a crash anybody goes
 * on.
 */
final class NextStep {
    private NextStep() {}

    /** What should follow {@code now}; empty while nothing is due or something is missing. */
    static Optional<Topology> of(Topology now, Reports reports, Ownership ownership) {
        if (now.voters().present().isEmpty()) {
            return Optional.empty();
        }
        if (now.voters().areUnseen()) {
            return meet(now, reports);
        }
        return seen(now, reports)
                .or(() -> voters(now, reports))
                .or(() -> change(now, reports, ownership));
    }

    private static Optional<Topology> meet(Topology now, Reports reports) {
        Map<NodeId, Long> storages = new HashMap<>();
        for (Member member : now.members()) {
            reports.storage(member.id()).ifPresent(storage -> storages.put(member.id(), storage));
        }
        boolean allMet =
                now.voters().present().stream()
                        .allMatch(voter -> storages.containsKey(voter.node()));
        return allMet ? Optional.of(now.next().seen(storages)) : Optional.empty();
    }

    private static Optional<Topology> seen(Topology now, Reports reports) {
        for (Member member : now.members()) {
            Optional<Long> storage = reports.storage(member.id());
            if (member.storage() == 0 && storage.isPresent()) {
                return Optional.of(now.next().seen(member.id(), storage.get()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Topology> voters(Topology now, Reports reports) {
        if (!now.voters().former().isEmpty()) {
            return Optional.empty();
        }
        long lately = Math.max(1, now.epoch() - 1);
        List<Voter> wanted = VoterChoice.of(now, member -> reports.hasAdopted(member, now, lately));
        boolean same = new HashSet<>(wanted).equals(new HashSet<>(now.voters().present()));
        return same ? Optional.empty() : Optional.of(now.next().voters(wanted));
    }

    private static Optional<Topology> change(Topology now, Reports reports, Ownership ownership) {
        if (now.change().isEmpty()) {
            boolean announced =
                    now.members().stream()
                            .map(Member::state)
                            .anyMatch(state ->
                                    state == MemberState.JOINING || state == MemberState.LEAVING);
            return announced && Adoption.isEnough(now, now.epoch(), reports, ownership)
                    ? Optional.of(now.next().begin())
                    : Optional.empty();
        }
        Change change = now.change().get();
        if (!Adoption.isEnough(now, change.since(), reports, ownership)) {
            return Optional.empty();
        }
        return switch (change.phase()) {
            case WRITE_BOTH_READ_OLD -> {
                boolean arrived =
                        now.future().owners().stream()
                                .allMatch(owner -> reports.hasReceived(owner, now, change));
                yield arrived ? Optional.of(now.next().advance()) : Optional.empty();
            }
            case WRITE_BOTH_READ_NEW ->
                    goersVote(now) ? Optional.empty() : Optional.of(now.next().finish());
        };
    }

    private static boolean goersVote(Topology now) {
        return now.future().members().stream()
                .filter(member -> !member.state().owns())
                .anyMatch(member -> now.voters().includes(member.id()));
    }
}
