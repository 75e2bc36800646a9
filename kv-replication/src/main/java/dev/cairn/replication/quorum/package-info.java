/**
 * When an operation has enough answers.
 *
 * <pre>
 * QuorumPolicy ── level, owners ──▶ OwnerQuorum ── + answers ──▶ PENDING · WON · LOST
 * </pre>
 *
 * Pure values: no node, no message, no time.
 */
@NullMarked
package dev.cairn.replication.quorum;

import org.jspecify.annotations.NullMarked;
