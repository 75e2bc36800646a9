package dev.cairn.replication.collect;

import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Copies;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.replication.repair.SliceDigest;
import dev.cairn.replication.round.SliceRound;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A leader's attempt to bring slices through their rounds, as seen in one topology: who has entered
 * and what the owners hold. Each slice goes its own way. Owned by its lane.
 */
final class Attempt {
    private final ClusterView view;
    private final Map<Integer, Slice> slices = new TreeMap<>();

    /** One slice on its way. */
    private static final class Slice {
        private final SliceRound round;
        private final Set<NodeId> entering;
        private final Set<NodeId> owners;
        private final Map<NodeId, SliceDigest> told = new HashMap<>();

        Slice(SliceRound round, Set<NodeId> entering, Set<NodeId> owners) {
            this.round = round;
            this.entering = entering;
            this.owners = owners;
        }

        boolean isLastToEnter(NodeId member, SliceRound entered) {
            return round.equals(entered) && entering.remove(member) && entering.isEmpty();
        }

        boolean isLastToTell(NodeId owner, SliceDigest digest) {
            boolean expected =
                    entering.isEmpty()
                            && round.round().number() == digest.round()
                            && owners.contains(owner);
            if (expected) {
                told.put(owner, digest);
            }
            return expected && told.size() == owners.size();
        }
    }

    /** Nobody has entered anything yet. */
    Attempt(ClusterView view, List<SliceRound> rounds, Set<NodeId> members) {
        this.view = view;
        for (SliceRound of : rounds) {
            slices.put(of.slice(), new Slice(of, new HashSet<>(members), owners(view, of.slice())));
        }
    }

    /** All present and future owners of what a slice holds, whatever number of copies it has. */
    static Set<NodeId> owners(ClusterView view, int slice) {
        Set<NodeId> owners = new TreeSet<>();
        for (Copies copies : view.copies()) {
            owners.addAll(view.writeOwners(slice, copies.n()));
        }
        return owners;
    }

    long epoch() {
        return view.topology().epoch();
    }

    /** A member has entered these; those that all have entered by that. */
    List<SliceRound> entered(NodeId member, Collection<SliceRound> rounds) {
        List<SliceRound> entered = new ArrayList<>();
        for (SliceRound of : rounds) {
            Slice slice = slices.get(of.slice());
            if (slice != null && slice.isLastToEnter(member, of)) {
                entered.add(of);
            }
        }
        return entered;
    }

    /** What an owner holds; the slices that are through with their rounds by that. */
    List<SliceRound> told(NodeId owner, Collection<SliceDigest> digests) {
        List<SliceRound> through = new ArrayList<>();
        for (SliceDigest digest : digests) {
            Slice slice = slices.get(digest.slice());
            if (slice != null && slice.isLastToTell(owner, digest) && areEqual(slice)) {
                slices.remove(digest.slice());
                through.add(slice.round);
            }
        }
        return through;
    }

    /** Whether all owners of each number of copies hold the same. */
    private boolean areEqual(Slice slice) {
        Set<Integer> known = new HashSet<>();
        for (Copies copies : view.copies()) {
            known.add(copies.n());
            long different =
                    view.writeOwners(slice.round.slice(), copies.n()).stream()
                            .mapToLong(owner -> held(slice, owner).hashOfAll(copies.n()))
                            .distinct()
                            .count();
            if (different > 1) {
                return false;
            }
        }
        return slice.told.values().stream()
                .flatMap(digest -> digest.shares().stream())
                .allMatch(share -> known.contains(share.copies()));
    }

    private static SliceDigest held(Slice slice, NodeId owner) {
        return slice.told.getOrDefault(owner, new SliceDigest(slice.round.slice(), 0, List.of()));
    }

    /** The members that have not entered all, and keep the others waiting. */
    Set<NodeId> missing() {
        Set<NodeId> missing = new TreeSet<>();
        slices.values().forEach(slice -> missing.addAll(slice.entering));
        return missing;
    }
}
