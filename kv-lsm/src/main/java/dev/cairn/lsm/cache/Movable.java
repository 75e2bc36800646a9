package dev.cairn.lsm.cache;

import java.lang.foreign.MemorySegment;

/**
 * A block as its user sees it, which can go on elsewhere.
 *
 * @param <B> the block's own type
 */
@FunctionalInterface
public interface Movable<B> {
    /** The same block, of the same bytes at another place. */
    B movedTo(MemorySegment place);
}
