/**
 * The {@code vnode} partitioner: weighted virtual nodes on the 65,536 slices.
 *
 * <pre>
 * topology ─▶ contenders (weight, quota 1.05 × fair share) ─▶ ClaimRace over slices ─▶ runs of one owner = virtual nodes
 * </pre>
 */
@NullMarked
package dev.cairn.ring.vnode;

import org.jspecify.annotations.NullMarked;
