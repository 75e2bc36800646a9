/**
 * How quick the replicas are and how busy, so that a slow one is left alone before it is dead (Dean
 * and Barroso, The Tail at Scale, 2013).
 *
 * <pre>
 * PeerLoads ── Latency of each peer and errand ──▶ who is asked first · how long an answer usually takes
 * Spares    ── a few percent of all reads ───────▶ whether one owner more may be asked
 * LaneDelay ── a probe in the lane's queue ──────▶ whether the lane takes new requests
 * </pre>
 *
 * Knows numbers and node names: no message, no quorum, no clock of its own. Each lane has its own
 * of everything.
 */
@NullMarked
package dev.cairn.replication.load;

import org.jspecify.annotations.NullMarked;
