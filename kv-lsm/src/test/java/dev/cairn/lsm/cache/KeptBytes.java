package dev.cairn.lsm.cache;

import java.lang.foreign.MemorySegment;

/** A block that is nothing but its bytes. */
public record KeptBytes(MemorySegment bytes) implements Movable<KeptBytes> {
    @Override
    public KeptBytes movedTo(MemorySegment place) {
        return new KeptBytes(place);
    }

    /** Puts a copy of a block into a cache, as a table does with what it has read. */
    public static void put(
            BlockCache<KeptBytes> cache, Slots<KeptBytes> home, int at, MemorySegment bytes) {
        cache.room(home, at, (int) bytes.byteSize())
                .ifPresent(room -> cache.keep(room, new KeptBytes(room.memory().copyFrom(bytes))));
    }
}
