package dev.cairn.replication.shortpath;

import dev.cairn.api.cluster.ClusterView;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was found out of buckets by the present snapshot of the cluster, for all short paths of a
 * node. Safe for all threads.
 */
final class SoleOwners {
    /** Names come from clients: past so many buckets, each is looked at again. */
    private static final int MOST_BUCKETS = 1024;

    private volatile Known known;

    private record Known(ClusterView view, Map<String, SoleOwner> buckets) {}

    /** Nothing is found out by this snapshot yet. */
    SoleOwners(ClusterView first) {
        this.known = new Known(first, new ConcurrentHashMap<>());
    }

    /** What is found out of a bucket by {@code view}. */
    SoleOwner of(SharedParts node, ClusterView view, String bucket) {
        Known present = known;
        if (present.view != view) {
            present = new Known(view, new ConcurrentHashMap<>());
            known = present;
        }
        SoleOwner owner = present.buckets.get(bucket);
        if (owner == null) {
            owner = new SoleOwner(node, view, bucket);
            if (present.buckets.size() < MOST_BUCKETS) {
                present.buckets.put(bucket, owner);
            }
        }
        return owner;
    }
}
