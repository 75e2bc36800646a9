/**
 * The {@code vnode} partitioner: weighted virtual nodes on the 65,536 slices.
 *
 * <pre>
 * topology ─▶ ClaimRace over slices ─▶ runs of one owner = virtual nodes
 * newcomer ─▶ TokenDraw ─▶ newcomer with its tokens, for the next topology
 * </pre>
 */
@NullMarked
package dev.cairn.ring.vnode;

import org.jspecify.annotations.NullMarked;
