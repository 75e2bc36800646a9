package dev.cairn.replication.cluster;

import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Who owns which slice in a topology without a change: every member draws a number for each group
 * of slices, by its weight, and the highest own it (rendezvous hashing; Thaler and Ravishankar
 * 1998). So a member that comes or goes moves what it wins or loses and nothing else.
 */
final class RankedOwners {
    static final int GROUP_BITS = 6;

    private static final int MAX_REPLICAS = 8;

    private final List<Member> owners;
    private final PreferenceList[][] lists =
            new PreferenceList[MAX_REPLICAS][Slices.COUNT >> GROUP_BITS];

    RankedOwners(Topology topology) {
        this.owners = topology.owners();
    }

    PreferenceList at(int slice, int replicas) {
        PreferenceList[] all = lists[replicas];
        int group = slice >> GROUP_BITS;
        if (all[group] == null) {
            all[group] = rank(group, replicas);
        }
        return all[group];
    }

    private PreferenceList rank(int group, int replicas) {
        List<Member> ranked = new ArrayList<>(owners);
        ranked.sort(Comparator.comparingDouble(member -> -score(member, group)));
        List<NodeId> nodes = ranked.stream().map(Member::id).toList();
        return new PreferenceList(nodes, Math.min(replicas, nodes.size()));
    }

    private static double score(Member member, int group) {
        long mixed = (member.id().name().hashCode() * 0x9e3779b97f4a7c15L) ^ group;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        mixed ^= mixed >>> 31;
        double uniform = ((mixed >>> 11) + 1) * 0x1p-53;
        return -member.weight() / Math.log(uniform);
    }
}
