package dev.cairn.api.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who holds the cluster's registers. While voters are being changed, the former ones are listed
 * too: every register then needs a majority of both sets, until all of them have been copied.
 *
 * @param since the epoch that brought this record; an acceptor that agreed to it refuses requests
 *     under an older one
 * @param present at most {@value #MAX}, each node once; none in a topology that cannot change
 * @param former the set before, while registers are copied; else none
 */
public record Voters(long since, List<Voter> present, List<Voter> former) {
    /** The most voters: three of them may fail. */
    public static final int MAX = 7;

    /** Nobody votes: the topology is fixed. */
    public static final Voters NONE = new Voters(0, List.of(), List.of());

    /** Copies the lists; throws {@link IllegalArgumentException} for a set that is none. */
    public Voters {
        present = checked(present);
        former = checked(former);
        if (present.isEmpty() && !former.isEmpty()) {
            throw new IllegalArgumentException("there are former voters and no present ones");
        }
    }

    private static List<Voter> checked(List<Voter> voters) {
        Set<NodeId> nodes = new HashSet<>();
        for (Voter voter : voters) {
            if (!nodes.add(voter.node())) {
                throw new IllegalArgumentException("voter " + voter.node() + " is listed twice");
            }
        }
        if (voters.size() > MAX) {
            throw new IllegalArgumentException(
                    "there are at most " + MAX + " voters, not " + voters.size());
        }
        return List.copyOf(voters);
    }

    /** Whether a node is among the present or the former voters. */
    public boolean includes(NodeId node) {
        return present.stream().anyMatch(voter -> voter.node().equals(node))
                || former.stream().anyMatch(voter -> voter.node().equals(node));
    }

    /**
     * Whether storage ids are still unknown, as in a founding list: then only all voters together
     * can decide.
     */
    public boolean areUnseen() {
        return present.stream().anyMatch(voter -> voter.storage() == 0);
    }
}
