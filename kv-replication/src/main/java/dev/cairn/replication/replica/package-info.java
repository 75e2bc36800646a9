/**
 * What one node keeps: items under storage keys in the engine, read and joined one operation a key
 * at a time.
 *
 * <pre>
 * read · merge · put ──▶ LocalReplica ──▶ KeyQueues ──▶ StorageEngine (StorageKey → StoredItem or StoredRegister)
 *                             │                              │ ItemMerge joins, and tells foreign copies
 *                             └── DurableQueue ◀── durable position
 * Wholeness ── WholeSlices   of which slices the directory holds all that its node acknowledged
 * </pre>
 *
 * Nothing here knows of other nodes, messages or quorums.
 */
@NullMarked
package dev.cairn.replication.replica;

import org.jspecify.annotations.NullMarked;
