/**
 * What nodes say to each other about keys, and its one binary format.
 *
 * <pre>
 * coordinator ── ReplicaWrite ─▶ replica ── WriteAck ─────▶ coordinator
 *             ── ReplicaRead ──▶         ── ReadAnswer ───▶
 * any node    ── Forward ──────▶ owner   ── ForwardAnswer ▶ any node
 *                                 └─ or, instead of any answer, Refusal
 * </pre>
 *
 * Messages are values; how they travel and what they do is not known here.
 */
@NullMarked
package dev.cairn.replication.message;

import org.jspecify.annotations.NullMarked;
