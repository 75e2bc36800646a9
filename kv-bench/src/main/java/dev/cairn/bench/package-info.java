/**
 * Benchmarks of the engine beside others, of the ring, of the item's format, of a replica and a
 * coordinator, and of whole clusters.
 *
 * <pre>
 * Main ─ micro ───▶ JMH: engine · ring · version · replication
 *      ├ engine ──▶ compare: rounds of the same workloads ─▶ workload ─▶ peers: the engines
 *      ├ redis ───▶ served: one node beside Redis and an echo
 *      └ cluster ─▶ cluster: a load on a running cluster ─▶ report: throughput, percentiles, errors
 * </pre>
 *
 * What is measured is found by its plugin's name through {@link java.util.ServiceLoader}, as the
 * server finds it. This module stands outside the wall and nothing depends on it.
 */
@NullMarked
package dev.cairn.bench;

import org.jspecify.annotations.NullMarked;
