package dev.cairn.lsm.manifest;

import dev.cairn.lsm.spi.Levels;

/**
 * A table of the store.
 *
 * @param number the table's number
 * @param size bytes of its file
 * @param newest the position of its newest batch; of two tables the one with the larger is the
 *     newer throughout, if both stand in level 0
 * @param level where it stands; what stands higher is newer, key for key
 */
public record TableRef(long number, long size, long newest, int level) {
    /** Checks the level. */
    public TableRef {
        if (level < 0 || level > Levels.BOTTOM) {
            throw new IllegalArgumentException("there is no level " + level);
        }
    }

    /** The same table in another level. */
    public TableRef at(int other) {
        return new TableRef(number, size, newest, other);
    }
}
