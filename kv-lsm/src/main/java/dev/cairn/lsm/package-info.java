/**
 * The storage engine {@code lsm}, a log-structured merge tree (O'Neil et al., 1996), and its door
 * for programs that embed it, {@link dev.cairn.lsm.LsmStore}.
 *
 * <pre>
 * apply ─▶ WritePath ─▶ commit log ─▶ memtable ──full──▶ Background: flush ─▶ table ─▶ compaction
 *                                        │                                      │
 * read, cursor ─▶ View (pinned) ◀────────┴──────────────────────────────────────┘
 * open  ─▶ Opening: manifest ─▶ tables ─▶ replay of the log
 * </pre>
 *
 * Configuration, door and provider are public; the rest is the engine itself, over the rooms {@code
 * log}, {@code memtable}, {@code table}, {@code filter}, {@code manifest} and {@code compaction},
 * which know nothing of it.
 */
@NullMarked
package dev.cairn.lsm;

import org.jspecify.annotations.NullMarked;
