/**
 * The composition root: one node, assembled from plugins that are known only by their services.
 *
 * <pre>
 *   NodeConfig, Machine ─▶ NodeAssembly     Machine: threads, clock, disk, randomness; ThisMachine in production
 *                   ├─ DataDirectory    lock, NodeIdentity; a topology, or Founding, or
 *                   ├─ Outside          calls SeedProvider's addresses and asks to be let in
 *                   ├─ Ground           directory, identity, data lanes, a control lane
 *                   └─ MemberAssembly   once a topology lists the node:
 *                   ├─ ClusterState     Rings (Partitioner ▸ ReplicaPlacement) ▸ liveness ▸ Standing = ClusterView snapshots
 *                   ├─ StorageEngine ◀─ Replication ─▶ PeerLinks ─▶ Transport
 *                   ├─ ControlPlane     Membership, FailureDetector, Dissemination, on the control lane
 *                   └─ ClientProtocol   each, over Replication's KeyValueService and NodeAdmin
 *   frames from peers ─▶ FrameRouter ─▶ Replication (data lane) or ControlPlane (a copy, control lane)
 * </pre>
 *
 * Parts are opened in this order and closed in the opposite one. No implementation is named here.
 * {@code AssembledNodes} starts nodes for simulators and embedders, without client protocols.
 */
@NullMarked
package dev.cairn.server.wiring;

import org.jspecify.annotations.NullMarked;
