/**
 * The commit log: every batch is a checksummed record in the kernel before it becomes visible, and
 * on stable storage once a sync has passed it.
 *
 * <pre>
 * apply ──▶ CommitLog ──copy──▶ LogSegment 000001.log · 000004.log · 000007.log
 *                ▲                                               │
 *                └── LogSyncer: one fdatasync for all who wait ──┘
 * open  ──▶ LogReplay ──LoggedBatch──▶ memtable
 *               └── SegmentCopies: what was never synced, written anew
 * </pre>
 *
 * The bytes are drawn in docs/formats/lsm.md under "log"; {@link dev.cairn.lsm.log.LogFormat} holds
 * the constants. A segment belongs to one memtable and goes when that memtable is a table.
 */
@NullMarked
package dev.cairn.lsm.log;

import org.jspecify.annotations.NullMarked;
