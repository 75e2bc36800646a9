/**
 * What waits for other nodes' answers, by request id, each until its deadline.
 *
 * <pre>
 * an operation ──open──▶ OperationTable ──▶ answered · peerDown · expired · aborted
 * </pre>
 *
 * Knows nothing of what the operations do.
 */
@NullMarked
package dev.cairn.replication.pending;

import org.jspecify.annotations.NullMarked;
