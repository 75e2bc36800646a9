/**
 * The storage engine {@code lsm}, a log-structured merge tree (O'Neil et al., 1996), and its door
 * for programs that embed it, {@link dev.cairn.lsm.LsmStore}.
 *
 * <pre>
 * apply ─▶ WritePath ─▶ commit log ─▶ memtable ──full──▶ Background: flush ─▶ table ─▶ compaction
 *                                        │                                      │
 * read, cursor ─▶ View (in an epoch) ◀───┴──────────────────────────────────────┘
 * open  ─▶ Opening: manifest ─▶ tables ─▶ replay of the log
 * </pre>
 *
 * Configuration, door, provider and events are public; the rest is the engine itself, over the
 * rooms {@code log}, {@code memtable}, {@code area}, {@code table}, {@code cache}, {@code epoch},
 * {@code filter}, {@code codec}, {@code manifest} and {@code compaction}, which know nothing of it.
 * Where others plug in is {@code spi}.
 */
@NullMarked
package dev.cairn.lsm;

import org.jspecify.annotations.NullMarked;
