/**
 * How two histories of one key are told apart and joined: dots, causal contexts, versions, items.
 *
 * <pre>
 * Item ─┬─ seen      every dot this state has seen       CausalContext
 *       ├─ versions  the siblings that survive            Version
 *       │             ├─ dot    the event that wrote it   (ActorId, counter)
 *       │             ├─ past   what its writer had seen  CausalContext
 *       │             └─ value or tombstone, timestamp, expiry, its writer's id
 *       └─ marks     of other writes with ids, the last   OperationMark
 * </pre>
 *
 * Everything but {@link ItemView} and {@link NextItem}, which look at encoded items and are used
 * again and again, is immutable; all is pure: no clock, no node, no I/O. The join is commutative,
 * associative and idempotent, so replication, hints, repair and transfer may repeat and reorder it.
 * The encoded forms are drawn in docs/formats/item.md.
 */
@NullMarked
package dev.cairn.api.version;

import org.jspecify.annotations.NullMarked;
