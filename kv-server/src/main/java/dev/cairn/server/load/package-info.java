/**
 * Bulk loading: {@code kv load}.
 *
 * <pre>
 *   FILE ─▶ RecordReader ─▶ Batch ─▶ bounded queue ─▶ BatchSender × connections ─▶ POST /v1/batch
 *                                                          │ each batch acknowledged, retried or told
 *                                     ProgressFile ◀─ LoadTally ─▶ progress bar
 * </pre>
 *
 * Batches end in any order; what is remembered for resuming is the end of the longest prefix of the
 * file that is done.
 */
@NullMarked
package dev.cairn.server.load;

import org.jspecify.annotations.NullMarked;
