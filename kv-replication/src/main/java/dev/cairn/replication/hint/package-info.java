/**
 * What this node keeps for owners that could not be reached: hinted handoff (DeCandia et al. 2007,
 * section 4.6).
 *
 * <pre>
 *  WriteOperation ── Hint ──▶ Handoff ── hold ──▶ the store, under the key itself
 *                                │
 *                                └─ Delivery: to every owner, until all have it ──▶ removed here
 *  Departures of the room transfer bring here what the store holds of keys that are not owned
 * </pre>
 *
 * A hint is an item in the store of a node that does not own its key, so it is as durable as any
 * other item, is found by key, and survives a restart without a log of its own.
 */
@NullMarked
package dev.cairn.replication.hint;

import org.jspecify.annotations.NullMarked;
