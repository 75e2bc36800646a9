/**
 * Whole clusters of production code in one thread and virtual time, from one seed.
 *
 * <pre>
 * SimulatedCluster (seed) ─┬─ SimulatedNode n1 ─ SimulatedMachine: clock, disk, process ◀─ the node, by NodeProvider
 *                          ├─ SimulatedNode n2 …
 *                          └─ Simulation: time, network, trace
 * Call                       a request under way and what came of it
 * Nemesis (Intensity)        faults drawn from the seed
 * Workload ─▶ Verdict        clients, and whether the cluster kept its word to them
 *    └─ on a Stage           this cluster, or one of real processes
 * </pre>
 *
 * The nodes are what {@link dev.cairn.api.spi.NodeProvider} makes of a configuration: the assembly
 * that ships, with any plugins, but no client protocols. Faults are methods of the cluster. Nothing
 * here is safe for several threads.
 */
@NullMarked
package dev.cairn.testkit.cluster;

import org.jspecify.annotations.NullMarked;
