/**
 * A world that fits in one thread and replays from a seed: time, lanes, network, disks.
 *
 * <pre>
 * Simulation (seed) ─┬─ VirtualTime         events by time, then by order of scheduling
 *                    ├─ VirtualLane         a node's lanes, run as events
 *                    ├─ SimulatedNetwork    links with latency, resets, partitions  ◀── transport "simulated"
 *                    └─ Trace               everything that happened, as one hash
 * SimulatedDirectory (Disk)                 knows what was synced; loses power, fills up, fails, flips bits
 * </pre>
 *
 * The state machines of kv-gossip and kv-replication run here unchanged. Nothing in this package
 * reads a real clock, and all randomness comes from the seed; only {@link
 * dev.cairn.testkit.sim.SimulatedDirectory} is safe for several threads, because storage engines
 * bring threads of their own.
 */
@NullMarked
package dev.cairn.testkit.sim;

import org.jspecify.annotations.NullMarked;
