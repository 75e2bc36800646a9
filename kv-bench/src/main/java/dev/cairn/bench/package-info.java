/** Benchmarks of the engine, of clusters and of their peers, and the report that compares them. */
@NullMarked
package dev.cairn.bench;

import org.jspecify.annotations.NullMarked;
