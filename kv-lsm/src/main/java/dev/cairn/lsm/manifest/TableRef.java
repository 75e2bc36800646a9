package dev.cairn.lsm.manifest;

import dev.cairn.api.Bytes;
import dev.cairn.lsm.spi.Levels;

/**
 * A table of the store.
 *
 * @param number the table's number
 * @param size bytes of its file
 * @param newest the position of its newest batch; of two tables the one with the larger is the
 *     newer throughout, if both stand in level 0
 * @param level where it stands; what stands higher is newer, key for key
 * @param smallest its first key; empty when an older manifest did not tell
 * @param largest its last key; empty when an older manifest did not tell
 */
public record TableRef(
        long number, long size, long newest, int level, Bytes smallest, Bytes largest) {
    /** Checks the level. */
    public TableRef {
        if (level < 0 || level > Levels.BOTTOM) {
            throw new IllegalArgumentException("there is no level " + level);
        }
    }

    /** A table whose keys are not known. */
    public TableRef(long number, long size, long newest, int level) {
        this(number, size, newest, level, Bytes.EMPTY, Bytes.EMPTY);
    }

    /** Whether its first and last key are known. */
    public boolean tellsKeys() {
        return !smallest.isEmpty();
    }

    /** The same table in another level. */
    public TableRef at(int other) {
        return new TableRef(number, size, newest, other, smallest, largest);
    }

    /** The same table with these keys. */
    public TableRef from(Bytes first, Bytes last) {
        return new TableRef(number, size, newest, level, first, last);
    }
}
