/**
 * The composition root: one node, assembled from plugins that are known only by their services.
 *
 * <pre>
 *   NodeConfig ─▶ NodeAssembly
 *                   ├─ DataDirectory    lock, NodeIdentity, Topology
 *                   ├─ lanes            data lanes, a control lane
 *                   ├─ ClusterState     Partitioner ▸ ReplicaPlacement ▸ liveness = ClusterView snapshots
 *                   ├─ StorageEngine ◀─ Replication ─▶ PeerLinks ─▶ Transport
 *                   ├─ ControlPlane     FailureDetector, Dissemination, on the control lane
 *                   └─ ClientProtocols  over Replication's KeyValueService and NodeAdmin
 *   frames from peers ─▶ FrameRouter ─▶ Replication (data lane) or ControlPlane (a copy, control lane)
 * </pre>
 *
 * Parts are opened in this order and closed in the opposite one. No implementation is named here.
 */
@NullMarked
package dev.cairn.server.wiring;

import org.jspecify.annotations.NullMarked;
