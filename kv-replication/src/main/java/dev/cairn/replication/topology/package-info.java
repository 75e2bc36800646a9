/**
 * Who is in the cluster, agreed by its voters and spread to all.
 *
 * <pre>
 * frames ─▶ CasPaxosMembership (the plugin) ── or Entry, outside a cluster
 *                │                                  │
 * Joining ── Announce ─▶ TopologyDriver ─ tick ─▶ NextStep (pure) ─▶ RegisterTopologyStore ─▶ paxos
 *  (a node outside)       │  ▲  Progress, Update                    │ TopologyChain: epoch ─▶ register
 *                         │  └─ Reports ─▶ Adoption: N − W + 1 ?    └ current(), listeners
 *                         └─ Transfers: have my ranges arrived?
 * PlainRegisters  small values beside the topology;  Handover copies them when voters change
 * </pre>
 *
 * A change of owners goes through four phases (CORRECTNESS rule 9), each step a compare-and-set on
 * the topology, so any number of members may drive at once and a crash of any of them stops
 * nothing. What is data, and how it is streamed, is not known here.
 */
@NullMarked
package dev.cairn.replication.topology;

import org.jspecify.annotations.NullMarked;
