package dev.cairn.server.load;

import java.util.List;

/**
 * Records that are sent together.
 *
 * @param number its place among the batches of the file, from 0
 * @param records the records, in the file's order
 * @param endOffset the byte of the file behind the last one
 * @param endLine the line of the last one
 */
record Batch(long number, List<LoadRecord> records, long endOffset, long endLine) {
    /** Copies the list. */
    Batch {
        records = List.copyOf(records);
    }
}
