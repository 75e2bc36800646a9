/**
 * From positions on the ring to preference lists.
 *
 * <pre>
 * TokenRing ─ClockwiseOrder─▶ the distinct nodes met clockwise from each position
 *                              ├─ SimplePlacement     the first N of them
 *                              └─ ZoneAwarePlacement  N of them in as many data centres and racks as there are
 * </pre>
 *
 * A placement works on positions, of which there are fewer than slices, and on node numbers instead
 * of ids.
 */
@NullMarked
package dev.cairn.ring.placement;

import org.jspecify.annotations.NullMarked;
