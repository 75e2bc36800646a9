package dev.cairn.replication.repair;

import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.replication.replica.StorageKey;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/**
 * What two nodes both own, in one snapshot of the cluster: while owners change, present and future
 * ones alike. Used by one thread.
 */
final class Shared {
    private final ClusterView view;
    private final NodeId one;
    private final NodeId other;
    private final Map<String, Integer> replicas = new HashMap<>();

    Shared(ClusterView view, NodeId one, NodeId other) {
        this.view = view;
        this.one = one;
        this.other = other;
    }

    /** Whether both own what a slice holds of buckets with so many copies. */
    boolean owns(int slice, int copies) {
        return view.isWritten(one, slice, copies) && view.isWritten(other, slice, copies);
    }

    /** Whether both own a key. */
    boolean owns(int slice, MemorySegment storageKey) {
        return owns(slice, copies(StorageKey.bucketOf(storageKey)));
    }

    /** How many copies a bucket keeps. */
    private int copies(String bucket) {
        return replicas.computeIfAbsent(bucket, name -> view.bucket(name).n());
    }

    /** Whether what both own of a slice differs. */
    boolean differ(SliceDigest mine, SliceDigest theirs) {
        return mine.shares().stream().anyMatch(share -> differ(share, mine, theirs))
                || theirs.shares().stream().anyMatch(share -> differ(share, mine, theirs));
    }

    private boolean differ(SliceDigest.Share share, SliceDigest mine, SliceDigest theirs) {
        int kind = share.replicas();
        return mine.hash(kind) != theirs.hash(kind) && owns(mine.slice(), share.copies());
    }
}
