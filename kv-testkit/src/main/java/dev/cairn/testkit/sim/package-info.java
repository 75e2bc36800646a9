/**
 * A world that fits in one thread and replays from a seed: time, lanes, network, disks.
 *
 * <pre>
 * Simulation (seed) ─┬─ VirtualTime         events by time, then by order of scheduling
 *                    ├─ VirtualLane         a lane whose tasks are events
 *                    ├─ SimulatedMachine    one computer ─┬─ SimulatedClock      off, jumping, drifting
 *                    │                                    ├─ SimulatedDirectory  its disk: knows what was synced (DiskFaults)
 *                    │                                    └─ SimulatedProcess    a Machine to a node: lanes and workers
 *                    ├─ SimulatedNetwork    LinkProfile, Latency, Datagrams, cuts  ◀── transport "simulated"
 *                    └─ Trace               everything that happened, as one hash
 * </pre>
 *
 * State machines run here unchanged, and so do whole nodes: {@code dev.cairn.testkit.cluster}.
 * Nothing in this package reads a real clock, and all randomness comes from the seed; only {@link
 * dev.cairn.testkit.sim.SimulatedDirectory} is safe for several threads, because storage engines
 * bring threads of their own.
 */
@NullMarked
package dev.cairn.testkit.sim;

import org.jspecify.annotations.NullMarked;
