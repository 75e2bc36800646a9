/**
 * New dots and their timestamps: what may never be given out twice.
 *
 * <pre>
 * DotMint ── counts on from the own copy unless it is foreign, or from 1 under a new epoch
 *    └── Epochs ── leased in blocks, floor ── EpochFile (checksummed, replaced as a whole)
 * HybridClock ── a stamp above all that the write follows
 * IdWriter ───── the id of a write, which names its dot
 * </pre>
 *
 * Nothing here knows of quorums or messages.
 */
@NullMarked
package dev.cairn.replication.mint;

import org.jspecify.annotations.NullMarked;
