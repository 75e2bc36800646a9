import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.ConsistencyPolicy;
import dev.cairn.api.spi.Membership;
import dev.cairn.api.spi.Replication;
import dev.cairn.replication.DynamoProvider;
import dev.cairn.replication.quorum.QuorumPolicyProvider;
import dev.cairn.replication.resolve.CounterProvider;
import dev.cairn.replication.resolve.LastWriteWinsProvider;
import dev.cairn.replication.resolve.OrSetProvider;
import dev.cairn.replication.resolve.SiblingsProvider;
import dev.cairn.replication.topology.CasPaxosProvider;

/**
 * Coordinator, quorums, replicas and conflict resolution of Cairn, without threads, sockets or
 * clocks of their own.
 *
 * @provides Replication {@code dynamo}
 * @provides Membership {@code caspaxos}
 * @provides ConsistencyPolicy {@code quorum}
 * @provides ConflictResolver {@code siblings}, {@code lww}, {@code counter} and {@code or-set}
 */
module dev.cairn.replication {
    requires com.dynatrace.hash4j;
    requires transitive dev.cairn.api;

    exports dev.cairn.replication;

    provides Replication.Provider with
            DynamoProvider;
    provides Membership.Provider with
            CasPaxosProvider;
    provides ConsistencyPolicy.Provider with
            QuorumPolicyProvider;
    provides ConflictResolver.Provider with
            SiblingsProvider,
            LastWriteWinsProvider,
            CounterProvider,
            OrSetProvider;
}
