package dev.cairn.lsm.table;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.StorageException;

/**
 * A block that cannot be read.
 *
 * @param number its number in the table
 * @param first it has no smaller key
 * @param last it has no larger key
 * @param told what is wrong with it
 */
public record LostBlock(int number, Bytes first, Bytes last, StorageException told) {}
