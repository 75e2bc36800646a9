/**
 * The memtable: what was written last, sorted, in memory off the heap, until it becomes a table.
 *
 * <pre>
 * Memtable     one writer at a time, readers without locks
 *   KeyTable   key ─▶ record, by hash: writes, point reads
 *   KeyTree    records in the order of their keys: cursors, flushes
 *   Records    key ─▶ newest version ─▶ older ─▶ …    each stamped with its batch's position
 *   Chunks     where the bytes lie; grows by chunk, given back as a whole
 * </pre>
 *
 * A batch's versions are staged first and become visible together, when the reader's position has
 * reached the batch's.
 */
@NullMarked
package dev.cairn.lsm.memtable;

import org.jspecify.annotations.NullMarked;
