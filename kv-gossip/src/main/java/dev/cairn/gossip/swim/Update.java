package dev.cairn.gossip.swim;

import dev.cairn.api.cluster.NodeId;
import java.util.List;
import java.util.TreeSet;

/**
 * News of one member: what is claimed of one of its incarnations.
 *
 * @param node whom it is about
 * @param incarnation which life of it
 * @param claim what is claimed
 * @param accusers who found it silent, in order; empty unless it is a suspicion or a death
 */
record Update(NodeId node, Incarnation incarnation, Claim claim, List<NodeId> accusers) {
    /** The most accusers that are named: Lifeguard's three confirmations of a suspicion. */
    static final int MAX_ACCUSERS = 4;

    /** What can be claimed, the stronger later. */
    enum Claim {
        /** It answers. */
        ALIVE,
        /** Some find it silent. */
        SUSPECT,
        /** It was silent for too long. */
        DEAD,
        /** It said itself that it leaves. */
        LEFT;

        private static final Claim[] ALL = values();

        static Claim of(int ordinal) {
            return ALL[ordinal];
        }
    }

    Update {
        accusers = List.copyOf(accusers);
    }

    static Update alive(NodeId node, Incarnation incarnation) {
        return new Update(node, incarnation, Claim.ALIVE, List.of());
    }

    /**
     * What holds when both were said of one member: the newer incarnation, then the stronger claim;
     * equal ones join their accusers. Commutative, associative, idempotent.
     */
    static Update join(Update a, Update b) {
        int order = a.incarnation.compareTo(b.incarnation);
        order = order != 0 ? order : a.claim.compareTo(b.claim);
        if (order != 0) {
            return order > 0 ? a : b;
        }
        TreeSet<NodeId> both = new TreeSet<>(a.accusers);
        both.addAll(b.accusers);
        List<NodeId> first = both.stream().limit(MAX_ACCUSERS).toList();
        return new Update(a.node, a.incarnation, a.claim, first);
    }
}
