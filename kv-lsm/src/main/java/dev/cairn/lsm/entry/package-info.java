/**
 * Entries: what a memtable or a table holds for a key, in which order, and how several become one.
 *
 * <pre>
 * memtable ─┐
 * memtable ─┤ EntryCursor, newest first     one entry a key
 * table    ─┼──────────────▶ MergingCursor ──────────────▶ a reader's cursor, a flush, a compaction
 * table    ─┘
 * </pre>
 *
 * A source has at most one entry a key, and every entry of a newer source is newer than all of an
 * older one. So entries need no sequence numbers: the age of the source decides. Nothing here
 * touches files.
 */
@NullMarked
package dev.cairn.lsm.entry;

import org.jspecify.annotations.NullMarked;
