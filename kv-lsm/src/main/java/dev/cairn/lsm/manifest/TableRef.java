package dev.cairn.lsm.manifest;

/**
 * A table of the store.
 *
 * @param number the table's number
 * @param size bytes of its file
 * @param newest the position of its newest batch; of two tables the one with the larger is the
 *     newer throughout
 */
public record TableRef(long number, long size, long newest) {}
