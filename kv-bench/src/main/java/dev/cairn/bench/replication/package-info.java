/**
 * What one replica and one coordinator cost: the shipping code of {@code kv-replication} with as
 * little around it as can be.
 *
 * <pre>
 * ReplicaBenchmark ──── frames of n2 ─▶ BenchNode n1 (LoopLane, engine) ─▶ answers, counted
 * CoordinatorBenchmark ─ requests ─▶ BenchNode n1 ◀─ simulated transport ─▶ n2, n3
 * </pre>
 */
@NullMarked
package dev.cairn.bench.replication;

import org.jspecify.annotations.NullMarked;
