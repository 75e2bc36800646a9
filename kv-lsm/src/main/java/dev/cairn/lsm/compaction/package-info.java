/**
 * Compaction: which tables to merge, and the machine that writes them.
 *
 * <pre>
 * level 0   7 · 7 · 7 · 7            Leveled picks all of it, with what it overlaps in the level that takes flushes;
 * level 5   [   ][   ][   ]          or the fullest level's cheapest table, with what that overlaps below
 * level 6   [          ][      ]     SizeTiered picks neighbouring runs of similar size
 *               └──▶ Compaction writes what their merged cursor shows
 * </pre>
 *
 * Strategies see key ranges and sizes only; that none of their picks can put something older above
 * something newer is checked by {@link dev.cairn.lsm.spi.Levels#refusal}.
 */
@NullMarked
package dev.cairn.lsm.compaction;

import org.jspecify.annotations.NullMarked;
