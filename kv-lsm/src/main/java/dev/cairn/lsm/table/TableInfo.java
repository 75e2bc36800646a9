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
 */
public record TableInfo(long number, long size, long entries, Bytes smallest, Bytes largest) {}
