/**
 * Who is in the cluster and which of them owns what.
 *
 * <pre>
 * Topology ──Partitioner──▶ TokenRing ──ReplicaPlacement──▶ PreferenceTable : slice ─▶ PreferenceList
 *    (who, agreed)          (vnodes)                         (owners, then fallbacks)
 *    │ next()
 *    ▼
 * NextTopology: announce · begin · advance · finish …   each a Topology with epoch + 1, or refused
 * FailureDetector ─▶ Liveness (who answers just now, an opinion)     ClusterView = all of it, one immutable snapshot
 * TransferPlan: from the PreferenceTable of one Topology to that of the next, which slices move from whom to whom
 * </pre>
 *
 * Topology is agreed and carries an epoch; liveness is one node's opinion and never changes the
 * ring.
 */
@NullMarked
package dev.cairn.api.cluster;

import org.jspecify.annotations.NullMarked;
