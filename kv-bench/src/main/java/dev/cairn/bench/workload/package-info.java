/**
 * What is measured, how it is run on one engine, and what comes out.
 *
 * <pre>
 * Order ─▶ Bench: which store ─▶ Run: its threads ─▶ Operations: keys, values, calls ─▶ peers
 *   │                              │                     KeyShape · Permutation · Values
 *   └ Workload · Dataset           └ Meter · Pace ─▶ Sample: latencies, processor, bytes, memory
 * </pre>
 *
 * Nothing here knows which engine it measures.
 */
@NullMarked
package dev.cairn.bench.workload;

import org.jspecify.annotations.NullMarked;
