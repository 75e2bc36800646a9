/**
 * One request from its arrival to its answer.
 *
 * <pre>
 * Coordinator ─┬─ not an owner ──▶ ForwardOperation ──▶ an owner's Coordinator
 *              ├─ write ──▶ WriteOperation   own copy ▸ NextVersion ▸ all owners ▸ W hold it safely ▸ answer
 *              ├─ read ───▶ ReadOperation    R owners, the quickest ▸ join, resolve, answer ▸ repair
 *              ├─ linearizable ▶ RegisterOperation  RegisterWrite, RegisterRead ▸ register ▸ answer
 *              └─ explain ▶ ExplainOperation all owners ▸ raw
 * Settling: what all owners hold of a counter or set, so that it may forget names
 * StandIns: fallbacks for owners that cannot be reached, when the request is sloppy
 * Asking, Patience: who was asked, and when somebody else is
 * </pre>
 *
 * State machines of one lane: events in, frames and answers out. No threads, no sockets, no clock
 * but the lane's.
 */
@NullMarked
package dev.cairn.replication.coordinator;

import org.jspecify.annotations.NullMarked;
