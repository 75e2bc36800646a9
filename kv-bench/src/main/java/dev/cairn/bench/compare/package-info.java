/**
 * Our engine beside others: {@code bench engine}.
 *
 * <pre>
 * EngineCommand ─▶ Plan ─▶ Comparison ─ orders ─▶ EngineProcess ═ a JVM an engine ═ EngineMain
 *                              │       ◀─ samples ─                                    │
 *                              ▼                                                   workload.Bench
 *                           Results ─ Figure, Goal ─▶ RatioTable, HtmlReport ─▶ plot
 * </pre>
 */
@NullMarked
package dev.cairn.bench.compare;

import org.jspecify.annotations.NullMarked;
