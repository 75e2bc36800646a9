package dev.cairn.replication.quorum;

import dev.cairn.api.Consistency;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.spi.ConsistencyPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Strict quorums of a key's owners: Dynamo's N, R and W (DeCandia et al. 2007, section 4.5), with
 * the levels that count per data centre. Majorities are of the replicas that the bucket asks for:
 * an owner that is missing because there are fewer nodes counts as one that failed, in every data
 * centre.
 */
public record QuorumPolicy() implements ConsistencyPolicy {
    @Override
    public Quorum quorum(
            Consistency level, PreferenceList list, int replicas, ClusterView view, NodeId self) {
        List<NodeId> owners = list.owners();
        int missing = Math.max(0, replicas - owners.size());
        List<OwnerQuorum.Group> groups =
                switch (level) {
                    case Consistency.Count(int count) -> all(owners, count, replicas);
                    case Consistency.Level named ->
                            switch (named) {
                                case ONE -> all(owners, 1, replicas);
                                case TWO -> all(owners, 2, replicas);
                                case THREE -> all(owners, 3, replicas);
                                case QUORUM -> all(owners, majority(replicas), replicas);
                                case ALL -> all(owners, replicas, replicas);
                                case LOCAL_ONE -> local(owners, view, self, -1);
                                case LOCAL_QUORUM -> local(owners, view, self, missing);
                                case EACH_QUORUM -> each(owners, view, missing);
                            };
                };
        return new OwnerQuorum(owners, groups, 0, 0);
    }

    private static int majority(int of) {
        return of / 2 + 1;
    }

    private static List<OwnerQuorum.Group> all(List<NodeId> owners, int required, int replicas) {
        if (required > replicas) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST,
                    "the level asks for " + required + " replicas, the bucket has " + replicas);
        }
        return List.of(new OwnerQuorum.Group((1L << owners.size()) - 1, required));
    }

    /**
     * The owners here; one of them when {@code missing} is negative, else more than half of them
     * and the missing.
     */
    private static List<OwnerQuorum.Group> local(
            List<NodeId> owners, ClusterView view, NodeId self, int missing) {
        String here = view.zone(self).datacentre();
        long members = byDatacentre(owners, view).getOrDefault(here, 0L);
        int required = missing < 0 ? 1 : majority(Long.bitCount(members) + missing);
        return List.of(new OwnerQuorum.Group(members, required));
    }

    private static List<OwnerQuorum.Group> each(
            List<NodeId> owners, ClusterView view, int missing) {
        List<OwnerQuorum.Group> groups = new ArrayList<>();
        for (long members : byDatacentre(owners, view).values()) {
            groups.add(new OwnerQuorum.Group(members, majority(Long.bitCount(members) + missing)));
        }
        return groups.isEmpty() ? List.of(new OwnerQuorum.Group(0, 1)) : List.copyOf(groups);
    }

    private static Map<String, Long> byDatacentre(List<NodeId> owners, ClusterView view) {
        Map<String, Long> sets = new LinkedHashMap<>();
        for (int i = 0; i < owners.size(); i++) {
            sets.merge(view.zone(owners.get(i)).datacentre(), 1L << i, (a, b) -> a | b);
        }
        return sets;
    }
}
