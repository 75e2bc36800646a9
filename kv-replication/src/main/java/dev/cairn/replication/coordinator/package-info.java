/**
 * One request from its arrival to its answer.
 *
 * <pre>
 * Coordinator ─┬─ not an owner ──▶ ForwardOperation ──▶ an owner's Coordinator
 *              ├─ write ──▶ WriteOperation   own copy ▸ NextVersion ▸ all owners ▸ W hold it safely ▸ answer
 *              ├─ read ───▶ ReadOperation    all owners ▸ R answered ▸ join, resolve, answer ▸ repair
 *              └─ explain ▶ ExplainOperation all owners ▸ raw
 * OperationTable: what waits for answers, by request id, until its deadline
 * </pre>
 *
 * State machines of one lane: events in, frames and answers out. No threads, no sockets, no clock
 * but the lane's.
 */
@NullMarked
package dev.cairn.replication.coordinator;

import org.jspecify.annotations.NullMarked;
