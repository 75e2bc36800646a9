package dev.cairn.lsm.table;

import dev.cairn.api.Bytes;

/**
 * What is known of a table without reading its blocks.
 *
 * @param number its number, unique in the store's life
 * @param size bytes of the file
 * @param entries number of entries, at least 1
 * @param smallest the first key
 * @param largest the last key
 * @param deletes number of entries that are deletes; 0 in tables of format 1, which do not tell
 * @param rawBytes bytes of the blocks before they were packed
 * @param codec number of the codec it was written with; 0 for none
 */
public record TableInfo(
        long number,
        long size,
        long entries,
        Bytes smallest,
        Bytes largest,
        long deletes,
        long rawBytes,
        int codec) {}
