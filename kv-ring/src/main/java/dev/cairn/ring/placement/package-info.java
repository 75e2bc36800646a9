/**
 * From positions on the ring to preference lists.
 *
 * <pre>
 * TokenRing ─Tour─▶ the members met on a walk from each slice
 *                    ├─ SimplePlacement     step by step clockwise: the first N of them
 *                    └─ ZoneAwarePlacement  in golden strides: N of them in as many data centres and
 *                                           racks as there are (ZoneChoice)
 * </pre>
 *
 * Work is done on member numbers instead of ids.
 */
@NullMarked
package dev.cairn.ring.placement;

import org.jspecify.annotations.NullMarked;
