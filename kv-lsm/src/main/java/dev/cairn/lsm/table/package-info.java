/**
 * Tables: immutable sorted files, written once and read by blocks.
 *
 * <pre>
 * flush, compaction ─▶ TableWriter ─▶ 000007.table:  header │ block … block │ filter │ index │ properties │ footer
 *                                                               ▲              └──── in memory from the first use on
 * reader ─▶ Table ─▶ filter ─▶ TableIndex ─▶ BlockCache ─miss─▶ one positional read
 * </pre>
 *
 * The bytes are drawn in docs/formats/lsm.md under "table"; {@link dev.cairn.lsm.table.TableFormat}
 * holds the constants. Every byte is under a checksum: header, properties and footer are checked at
 * the open, filter and index at the first use, a block each time it is read from disk.
 */
@NullMarked
package dev.cairn.lsm.table;

import org.jspecify.annotations.NullMarked;
