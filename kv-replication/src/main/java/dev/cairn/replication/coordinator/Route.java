package dev.cairn.replication.coordinator;

import dev.cairn.api.AdminService.KeyPlacement;
import dev.cairn.api.BucketProperties;
import dev.cairn.api.Receipt;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.spi.ConsistencyPolicy.Quorum;
import dev.cairn.replication.load.Errand;
import dev.cairn.replication.replica.StorageKey;
import java.util.ArrayList;
import java.util.List;

/**
 * One key as one snapshot of the cluster sees it. An operation takes it once and works with it to
 * its end.
 *
 * @param key the key
 * @param view the snapshot
 * @param bucket the properties of the key's bucket in it
 * @param writers the preference lists that a write must satisfy: that of the owners who are read,
 *     and while owners change, that of the others
 */
record Route(
        StorageKey key, ClusterView view, BucketProperties bucket, List<PreferenceList> writers) {
    static Route of(StorageKey key, ClusterView view) {
        BucketProperties bucket = view.bucket(key.key().bucket());
        return new Route(key, view, bucket, view.writers(key.slice(), bucket.n()));
    }

    /** Who owns the key for reads. */
    PreferenceList list() {
        return writers.getFirst();
    }

    /** The owners who are read. */
    List<NodeId> owners() {
        return list().owners();
    }

    /** The owners who are written, those who are read first. */
    List<NodeId> writeOwners() {
        return writers.size() == 1
                ? owners()
                : PreferenceList.owners(writers.getFirst(), writers.getLast());
    }

    /** Whether the node owns the key for writes. */
    boolean isWritten(NodeId node) {
        for (PreferenceList list : writers) {
            if (list.isOwner(node)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The living owners in the order in which {@code node} asks them, where it may itself first.
     */
    List<NodeId> quickest(Errand errand, Surroundings node) {
        List<NodeId> living = new ArrayList<>(owners().size());
        for (NodeId owner : owners()) {
            if (owner.equals(node.self())) {
                living.addFirst(owner);
            } else if (!isDead(owner)) {
                living.add(owner);
            }
        }
        return node.loads()
                .inOrder(
                        living,
                        errand,
                        owner -> distance(node.self(), owner),
                        node.lane().clock().nanos());
    }

    /**
     * Near ones first, before them those who are not suspected, and before all who stay in service.
     */
    private int distance(NodeId here, NodeId there) {
        if (there.equals(here)) {
            return 0;
        }
        boolean far = !view.zone(here).datacentre().equals(view.zone(there).datacentre());
        boolean suspect = view.liveness(there) == Liveness.SUSPECT;
        return (view.isDraining(there) ? 4 : 0) + (suspect ? 2 : 0) + (far ? 1 : 0);
    }

    /**
     * Whether the node is still on the data directory on which it was by a former route, or was not
     * met on any then.
     */
    boolean isSameDirectory(NodeId node, Route former) {
        long before = storage(node, former.view());
        return before == 0 || before == storage(node, view);
    }

    private static long storage(NodeId node, ClusterView view) {
        return view.topology().member(node).map(Member::storage).orElse(0L);
    }

    KeyPlacement placement() {
        return new KeyPlacement(
                key.key(), key.token(), key.slice(), epoch(), owners(), list().fallbacks());
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
        for (NodeId owner : writeOwners()) {
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
        return receipt(answers, quorum.required(), sloppy, false);
    }

    Receipt receipt(
            List<Receipt.ReplicaAnswer> answers, int required, boolean sloppy, boolean mayBeStale) {
        boolean forced = view.topology().incarnation() > 1;
        return new Receipt(List.copyOf(answers), required, sloppy, mayBeStale, forced, epoch());
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
