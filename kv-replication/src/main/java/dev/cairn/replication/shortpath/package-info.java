/**
 * The short path of reads and writes for which this node answers alone: no operation, no item
 * decoded, no hop to another thread.
 *
 * <pre>
 * a protocol's thread ─▶ OwnKeys ── SoleOwner ── may this node answer alone? ──no──▶ LEFT: Coordinator
 *                           │ yes
 *                           └─▶ engine ─▶ ItemView ── the usual kind of item? ──no──▶ LEFT: Coordinator
 *                                            └ yes ─▶ the protocol's answer
 * </pre>
 *
 * Nothing is decided here that the coordinator decides otherwise: docs/decisions/040.
 */
@NullMarked
package dev.cairn.replication.shortpath;

import org.jspecify.annotations.NullMarked;
