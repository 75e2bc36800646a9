package dev.cairn.api.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who is in the cluster, agreed by all: one value with an epoch that grows by one with every
 * change. The ring is a pure function of it.
 *
 * @param cluster the cluster's id
 * @param epoch 1 after bootstrap
 * @param members in the order of their ids, each id once
 */
public record Topology(ClusterId cluster, long epoch, List<Member> members) {
    /** Sorts the members; throws {@link IllegalArgumentException} when an id stands twice. */
    public Topology {
        List<Member> sorted = new ArrayList<>(members);
        sorted.sort(Comparator.comparing(Member::id));
        Set<NodeId> ids = new HashSet<>();
        for (Member member : sorted) {
            if (!ids.add(member.id())) {
                throw new IllegalArgumentException("member " + member.id() + " is listed twice");
            }
        }
        members = List.copyOf(sorted);
    }

    /** The member of that name. */
    public Optional<Member> member(NodeId id) {
        for (Member member : members) {
            if (member.id().equals(id)) {
                return Optional.of(member);
            }
        }
        return Optional.empty();
    }

    /** The members that own ranges, in the order of their ids. */
    public List<Member> owners() {
        return members.stream().filter(member -> member.state().owns()).toList();
    }
}
