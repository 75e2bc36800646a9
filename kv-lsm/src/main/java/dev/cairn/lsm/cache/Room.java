package dev.cairn.lsm.cache;

import dev.cairn.lsm.cache.Slots.Cached;
import java.lang.foreign.MemorySegment;

/**
 * Room in the cache for one block; valid, like the blocks found, until the reader who asked for it
 * leaves its epoch.
 *
 * @param <B> what a block is to its user
 */
public final class Room<B> {
    private final Segment<B> segment;
    private final Slots<B> home;
    private final int index;
    private final int offset;
    private final int length;

    /** Cuts it from a segment that has so much. */
    Room(Segment<B> segment, Slots<B> home, int index, int length) {
        this.segment = segment;
        this.home = home;
        this.index = index;
        this.offset = segment.cut(length);
        this.length = length;
    }

    /** The bytes, of any content. */
    public MemorySegment memory() {
        return segment.part(offset, length);
    }

    Segment<B> segment() {
        return segment;
    }

    Cached<B> occupiedBy(B block) {
        return new Cached<>(block, home, index, offset, length);
    }
}
