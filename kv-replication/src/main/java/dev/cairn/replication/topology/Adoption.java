package dev.cairn.replication.topology;

import dev.cairn.api.cluster.Copies;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.Membership.Ownership;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * When a phase of a change may follow another (CORRECTNESS rule 9): when of every slice so many
 * present owners go by it, durably, that no W others are left to acknowledge a write without it: N
 * − W + 1.
 */
final class Adoption {
    private Adoption() {}

    /** Whether enough present owners go by {@code since} or later. */
    static boolean isEnough(Topology topology, long since, Reports reports, Ownership ownership) {
        return isEnough(topology, owner -> reports.hasAdopted(owner, topology, since), ownership);
    }

    /** Whether the present owners that go along are enough. */
    static boolean isEnough(Topology topology, Predicate<Member> goesAlong, Ownership ownership) {
        Topology present = topology.present();
        Set<NodeId> adopted = new HashSet<>();
        for (Member owner : present.owners()) {
            if (goesAlong.test(owner)) {
                adopted.add(owner.id());
            }
        }
        if (adopted.size() == present.owners().size()) {
            return true;
        }
        for (Copies copies : ownership.copies()) {
            for (PreferenceList list : ownership.owners(present, copies.n()).distinct()) {
                if (!isEnough(list.owners(), adopted, copies.w())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isEnough(List<NodeId> owners, Set<NodeId> adopted, int w) {
        long without = owners.stream().filter(owner -> !adopted.contains(owner)).count();
        return without < Math.max(1, w);
    }
}
