package dev.cairn.lsm.cache;

import dev.cairn.lsm.cache.Slots.Cached;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A piece of the cache's memory, filled from the front. Guarded by the cache's lock. */
final class Segment<B> {
    private final MemorySegment memory;
    private final List<Cached<B>> blocks = new ArrayList<>();
    private int used;
    private boolean givenUp;

    Segment(MemorySegment memory) {
        this.memory = memory;
    }

    boolean hasRoom(long bytes) {
        return used + bytes <= memory.byteSize();
    }

    /** Where room that is cut from it begins. */
    int cut(int bytes) {
        int offset = used;
        used += bytes;
        return offset;
    }

    MemorySegment part(int offset, int length) {
        return memory.asSlice(offset, length);
    }

    /** Bytes that were cut from it. */
    int used() {
        return used;
    }

    void add(Cached<B> block) {
        blocks.add(block);
    }

    /** Whether its blocks are on their way out, so that it takes no more. */
    boolean isGivenUp() {
        return givenUp;
    }

    /** Nobody is inside who may have found anything in it. */
    void reuse() {
        blocks.clear();
        used = 0;
        givenUp = false;
    }

    /** Walks over the blocks of a segment that is being given up. */
    static final class Leaving<B> {
        private final Segment<B> segment;
        private final boolean fromSmall;
        private int next;

        Leaving(Segment<B> segment, boolean fromSmall) {
            this.segment = segment;
            this.fromSmall = fromSmall;
            segment.givenUp = true;
        }

        Segment<B> segment() {
            return segment;
        }

        /** Whether it comes from the small queue. */
        boolean isFromSmall() {
            return fromSmall;
        }

        boolean hasNext() {
            return next < segment.blocks.size();
        }

        Cached<B> next() {
            return segment.blocks.get(next++);
        }
    }
}
