package dev.cairn.api.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes one {@link TransferPlan}: goes through the runs of slices whose owners are the same before
 * and the same after, and gives each run a sender for each receiver.
 */
final class TransferPlanner {
    /**
     * A range that has grown to so many slices goes on from another sender. Shorter ranges spread
     * the work over more senders, longer ones are fewer streams.
     */
    private static final int LONGEST_MERGED = 64;

    private static final int SAME_RACK = 0;
    private static final int SAME_DATACENTRE = 1;
    private static final int ELSEWHERE = 2;

    private final Map<NodeId, Zone> zones = new HashMap<>();
    private final Set<NodeId> silent;
    private final Map<NodeId, Integer> sent = new HashMap<>();
    private final Map<NodeId, Integer> growing = new HashMap<>();
    private final List<TransferPlan.Transfer> transfers = new ArrayList<>();
    private final List<TransferPlan.Orphans> orphans = new ArrayList<>();

    TransferPlanner(Topology topology, Set<NodeId> silent) {
        topology.members().forEach(member -> zones.put(member.id(), member.zone()));
        this.silent = silent;
    }

    TransferPlan plan(PreferenceTable present, PreferenceTable future) {
        int first = 0;
        while (first < Slices.COUNT) {
            List<NodeId> now = present.at(first).owners();
            List<NodeId> then = future.at(first).owners();
            int last = first;
            while (last + 1 < Slices.COUNT
                    && present.at(last + 1).owners().equals(now)
                    && future.at(last + 1).owners().equals(then)) {
                last++;
            }
            SliceRange run = new SliceRange(first, last);
            for (NodeId receiver : then) {
                if (!now.contains(receiver)) {
                    move(run, now, receiver);
                }
            }
            first = last + 1;
        }
        return new TransferPlan(transfers, orphans);
    }

    private void move(SliceRange run, List<NodeId> owners, NodeId receiver) {
        List<NodeId> senders = nearest(owners, receiver);
        if (senders.isEmpty()) {
            orphans.add(new TransferPlan.Orphans(run, receiver));
        } else if (!merge(run, senders, receiver)) {
            NodeId sender = leastBusy(senders);
            growing.put(receiver, transfers.size());
            transfers.add(new TransferPlan.Transfer(run, sender, receiver));
            sent.merge(sender, run.count(), Integer::sum);
        }
    }

    /** Lengthens the receiver's last range where its sender can send the next slices too. */
    private boolean merge(SliceRange run, List<NodeId> senders, NodeId receiver) {
        Integer index = growing.get(receiver);
        if (index == null) {
            return false;
        }
        TransferPlan.Transfer last = transfers.get(index);
        SliceRange before = last.slices();
        boolean fits =
                before.last() + 1 == run.first()
                        && before.count() + run.count() <= LONGEST_MERGED
                        && senders.contains(last.from());
        if (fits) {
            SliceRange both = new SliceRange(before.first(), run.last());
            transfers.set(index, new TransferPlan.Transfer(both, last.from(), receiver));
            sent.merge(last.from(), run.count(), Integer::sum);
        }
        return fits;
    }

    private List<NodeId> nearest(List<NodeId> owners, NodeId receiver) {
        List<NodeId> nearest = new ArrayList<>();
        int least = ELSEWHERE;
        for (NodeId owner : owners) {
            if (silent.contains(owner)) {
                continue;
            }
            int distance = distance(zone(owner), zone(receiver));
            if (distance < least) {
                nearest.clear();
                least = distance;
            }
            if (distance == least) {
                nearest.add(owner);
            }
        }
        return nearest;
    }

    private Zone zone(NodeId node) {
        return zones.getOrDefault(node, Zone.DEFAULT);
    }

    private static int distance(Zone left, Zone right) {
        if (left.equals(right)) {
            return SAME_RACK;
        }
        return left.datacentre().equals(right.datacentre()) ? SAME_DATACENTRE : ELSEWHERE;
    }

    private NodeId leastBusy(List<NodeId> senders) {
        NodeId best = senders.getFirst();
        for (NodeId sender : senders) {
            if (sent.getOrDefault(sender, 0) < sent.getOrDefault(best, 0)) {
                best = sender;
            }
        }
        return best;
    }
}
