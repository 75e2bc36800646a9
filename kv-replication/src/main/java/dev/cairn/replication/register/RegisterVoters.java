package dev.cairn.replication.register;

import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.Voter;
import dev.cairn.replication.paxos.Configuration;
import java.util.List;

/**
 * Who decides the registers of a slice, by one snapshot of the cluster: a majority of the owners,
 * and while owners change, a majority of each of the two rings (CORRECTNESS rule 14). Each is named
 * with its data directory (rule 13). An owner that is missing because there are fewer nodes than
 * copies counts as silent.
 */
public final class RegisterVoters {
    private RegisterVoters() {}

    /** The acceptors; their number is the version of the topology. */
    public static Configuration of(ClusterView view, int slice, int replicas) {
        List<List<Voter>> sets =
                view.writers(slice, replicas).stream().map(list -> voters(view, list)).toList();
        return Configuration.majorities(view.topology().version(), sets, replicas);
    }

    private static List<Voter> voters(ClusterView view, PreferenceList list) {
        return list.owners().stream().map(owner -> new Voter(owner, storage(view, owner))).toList();
    }

    /** The data directory on which the topology lists a node; 0 for none. */
    static long storage(ClusterView view, NodeId node) {
        return view.topology().member(node).map(Member::storage).orElse(0L);
    }
}
