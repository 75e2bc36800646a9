package dev.cairn.api.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A change of owners on its way. It begins in the first of its phases; before it and after it there
 * is no change, and so there are four (CORRECTNESS rule 9):
 *
 * <pre>
 *  no change      write the old owners    read the old
 *  WRITE_BOTH_READ_OLD    write both      read the old     ranges are streamed
 *  WRITE_BOTH_READ_NEW    write both      read the new     all ranges have arrived
 *  no change      write the new owners    read the new
 * </pre>
 *
 * @param phase how far it is
 * @param since the epoch in which this phase began
 * @param targets what each member concerned will be when it is finished, in the order of their ids
 */
public record Change(Phase phase, long since, List<Member> targets) {
    /** How far a change is. */
    public enum Phase {
        /** Future owners take writes and receive their ranges. */
        WRITE_BOTH_READ_OLD,
        /** Future owners hold everything and answer reads; present owners still take writes. */
        WRITE_BOTH_READ_NEW
    }

    /** Sorts the targets; throws {@link IllegalArgumentException} for none or one id twice. */
    public Change {
        targets = Member.sorted(targets);
        Set<NodeId> ids = new HashSet<>();
        for (Member target : targets) {
            if (!ids.add(target.id())) {
                throw new IllegalArgumentException("target " + target.id() + " is listed twice");
            }
        }
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("a change has at least one target");
        }
    }

    /** What a member will be; empty for one that the change does not concern. */
    public Optional<Member> target(NodeId id) {
        return targets.stream().filter(target -> target.id().equals(id)).findFirst();
    }
}
