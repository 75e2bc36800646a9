/**
 * Compaction: few large tables out of many small ones, so that a read asks few and what was
 * overwritten goes.
 *
 * <pre>
 * tables, newest first   3 · 4 · 3 · 5 · 40 · 160
 * SizeTiered picks       └───────────┘            neighbours in age and of similar size
 * Compaction writes            15  · 40 · 160
 * </pre>
 *
 * Only neighbours in age are merged, so that of any two tables one stays newer throughout.
 */
@NullMarked
package dev.cairn.lsm.compaction;

import org.jspecify.annotations.NullMarked;
