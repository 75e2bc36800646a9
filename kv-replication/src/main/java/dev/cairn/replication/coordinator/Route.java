package dev.cairn.replication.coordinator;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Receipt;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.spi.ConsistencyPolicy.Quorum;
import dev.cairn.replication.replica.StorageKey;
import java.util.List;

/**
 * One key as one snapshot of the cluster sees it. An operation takes it once and works with it to
 * its end.
 *
 * @param key the key
 * @param view the snapshot
 * @param bucket the properties of the key's bucket in it
 * @param list who owns the key in it
 */
record Route(StorageKey key, ClusterView view, BucketProperties bucket, PreferenceList list) {
    static Route of(StorageKey key, ClusterView view) {
        BucketProperties bucket = view.bucket(key.key().bucket());
        return new Route(key, view, bucket, view.preference(key.slice(), bucket.n()));
    }

    List<NodeId> owners() {
        return list.owners();
    }

    long epoch() {
        return view.topology().epoch();
    }

    /** Whether the node is taken for dead, so that nobody waits for it. */
    boolean isDead(NodeId node) {
        return view.liveness(node) == Liveness.DEAD;
    }

    /** The quorum with the dead counted as failed. */
    Quorum withoutDead(Quorum quorum) {
        Quorum left = quorum;
        for (NodeId owner : owners()) {
            if (isDead(owner)) {
                left = left.failed(owner);
            }
        }
        return left;
    }

    Receipt.ReplicaAnswer answer(NodeId node, boolean durable) {
        return new Receipt.ReplicaAnswer(node, view.zone(node), durable);
    }

    Receipt receipt(List<Receipt.ReplicaAnswer> answers, Quorum quorum, boolean sloppy) {
        return new Receipt(List.copyOf(answers), quorum.required(), sloppy, epoch());
    }

    /** For errors: how many of how many replicas answered. */
    String count(Quorum quorum) {
        return quorum.count()
                + " of "
                + quorum.required()
                + " replicas needed answered, of "
                + owners().size()
                + " there are";
    }
}
