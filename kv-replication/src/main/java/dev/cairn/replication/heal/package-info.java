/**
 * What a node does about damage on its disk (docs/decisions/044): it looks for it, takes it out of
 * the store, and has the slices that it touched read from their other owners.
 *
 * <pre>
 *  each file in turn, slowly ──┐              whole, voting,
 *                              ├▶ scrub ▸ damage ▸ excise ▸ CatchUp
 *  a read that met damage ─────┘              say so first
 * </pre>
 */
@NullMarked
package dev.cairn.replication.heal;

import org.jspecify.annotations.NullMarked;
