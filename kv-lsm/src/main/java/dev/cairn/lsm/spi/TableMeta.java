package dev.cairn.lsm.spi;

import dev.cairn.api.Bytes;

/**
 * A table as a {@link CompactionStrategy} sees it.
 *
 * @param number its number, unique in the store's life
 * @param level where it stands, 0 to {@link Levels#BOTTOM}
 * @param bytes of its file
 * @param entries number of entries, deletes included
 * @param deletes number of entries that are deletes
 * @param smallest the first key
 * @param largest the last key
 * @param newest the position of the newest batch in it; orders the tables of level 0
 */
public record TableMeta(
        long number,
        int level,
        long bytes,
        long entries,
        long deletes,
        Bytes smallest,
        Bytes largest,
        long newest) {
    /** Whether the key ranges of both have a key in common. */
    public boolean overlaps(TableMeta other) {
        return overlaps(other.smallest, other.largest);
    }

    /** Whether it may have a key between {@code first} and {@code last}, both inclusive. */
    public boolean overlaps(Bytes first, Bytes last) {
        return smallest.compareTo(last) <= 0 && largest.compareTo(first) >= 0;
    }
}
