/**
 * A load on a running cluster, over any of its protocols.
 *
 * <pre>
 * LoadPlan ─▶ LoadGenerator ─ n workers ─▶ Target: native · http · resp ─▶ nodes
 *                   └────────────────────▶ report.LoadReport
 * </pre>
 *
 * With a rate, an operation's latency counts from when it was due, not from when a worker was free:
 * a stalled server is charged for all that waited meanwhile.
 */
@NullMarked
package dev.cairn.bench.cluster;

import org.jspecify.annotations.NullMarked;
