package dev.cairn.replication.topology;

import dev.cairn.api.cluster.Change;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.replication.topology.MembershipMessage.Progress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The newest report of each member that was heard of. */
final class Reports {
    private final Map<NodeId, Progress> newest = new HashMap<>();

    /** Takes a report; older ones of the same data directory are dropped. */
    void take(NodeId node, Progress report) {
        newest.merge(
                node,
                report,
                (old, fresh) ->
                        old.storage() == fresh.storage() && isOlder(fresh, old) ? old : fresh);
    }

    private static boolean isOlder(Progress one, Progress other) {
        return one.incarnation() != other.incarnation()
                ? one.incarnation() < other.incarnation()
                : one.epoch() < other.epoch();
    }

    /** Forgets nodes that are no members any more. */
    void retain(Topology topology) {
        newest.keySet().removeIf(node -> topology.member(node).isEmpty());
    }

    /** The data directory that a node was last heard of on. */
    Optional<Long> storage(NodeId node) {
        return Optional.ofNullable(newest.get(node)).map(Progress::storage);
    }

    /** Whether a member, on its own data directory, goes by {@code since} or later. */
    boolean hasAdopted(Member member, Topology topology, long since) {
        Progress report = newest.get(member.id());
        return report != null
                && report.storage() == member.storage()
                && report.incarnation() == topology.incarnation()
                && report.epoch() >= since;
    }

    /** Whether a member holds all that the running change brings it. */
    boolean hasReceived(Member member, Topology topology, Change change) {
        Progress report = newest.get(member.id());
        return hasAdopted(member, topology, change.since())
                && report != null
                && report.arrived() == change.since();
    }
}
