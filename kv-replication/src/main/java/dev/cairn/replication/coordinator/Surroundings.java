package dev.cairn.replication.coordinator;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.ConsistencyPolicy;
import dev.cairn.api.spi.Replication.Peers;
import dev.cairn.replication.hint.Handoff;
import dev.cairn.replication.load.PeerLoads;
import dev.cairn.replication.load.Spares;
import dev.cairn.replication.mint.DotMint;
import dev.cairn.replication.mint.HybridClock;
import dev.cairn.replication.pending.OperationTable;
import dev.cairn.replication.register.Registers;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import dev.cairn.replication.replica.Wholeness;
import dev.cairn.replication.round.RoundTable;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the operations of one lane work with.
 *
 * @param self this node
 * @param lane the lane that owns them
 * @param cluster the present cluster
 * @param policy how many answers are enough
 * @param resolvers resolvers by name
 * @param replica this node's copies of the lane's slices
 * @param handoff what this node keeps for owners that cannot be reached
 * @param rounds the slices' rounds of deletes
 * @param whole of which slices this node holds all it has acknowledged
 * @param mint new dots
 * @param stamps new timestamps
 * @param peers the way to other nodes
 * @param registers the keys of linearizable buckets
 * @param operations what waits for answers
 * @param loads how quick the other nodes are
 * @param spares whether more owners may be asked than a level needs
 * @param settlements what all owners of a key are known to hold
 * @param requestTimeout the deadline of a request that brings none
 */
public record Surroundings(
        NodeId self,
        Lane lane,
        Supplier<ClusterView> cluster,
        ConsistencyPolicy policy,
        Map<String, ConflictResolver> resolvers,
        LocalReplica replica,
        Handoff handoff,
        RoundTable rounds,
        Wholeness whole,
        DotMint mint,
        HybridClock stamps,
        Peers peers,
        Registers registers,
        OperationTable operations,
        PeerLoads loads,
        Spares spares,
        Settlements settlements,
        Duration requestTimeout) {
    private static final KvError TOO_OLD =
            KvError.of(
                    ErrorCode.UNAVAILABLE,
                    "this node does not own the key any more, or what was read of it is older than"
                            + " its rounds of deletes");

    /**
     * The resolver of a bucket; throws {@link KvException} {@code INTERNAL} when there is none of
     * its name.
     */
    ConflictResolver resolver(BucketProperties bucket) {
        ConflictResolver resolver = resolvers.get(bucket.resolver());
        if (resolver == null) {
            throw new KvException(
                    ErrorCode.INTERNAL,
                    "this node has no conflict resolver \"" + bucket.resolver() + "\"");
        }
        return resolver;
    }

    /**
     * Joins what was read under {@code round} into the own copy, as what a peer sends: only while
     * this node is written the key, and the slice's rounds of deletes take what is so old
     * (CORRECTNESS rules 4 and 9). An operation may last longer than a key is there.
     */
    void join(StorageKey key, long round, StoredItem item, LocalReplica.StoredSink sink) {
        ClusterView view = cluster.get();
        int replicas = view.bucket(key.key().bucket()).n();
        if (view.isWritten(self, key.slice(), replicas) && rounds.isTaken(key.slice(), round)) {
            replica.merge(key, item, sink);
        } else {
            sink.failed(TOO_OLD);
        }
    }

    /**
     * When a request that arrives now and may take {@code timeout} has to be answered, by the
     * lane's clock.
     */
    long deadline(Duration timeout) {
        return lane.clock().nanos() + timeout.toNanos();
    }

    /** What is left until then, at least a nanosecond. */
    Duration left(long deadlineNanos) {
        return Duration.ofNanos(Math.max(1, deadlineNanos - lane.clock().nanos()));
    }
}
