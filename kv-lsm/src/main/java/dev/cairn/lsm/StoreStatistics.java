package dev.cairn.lsm;

import java.util.List;

/**
 * What a store is made of, and what it has done since it was opened. Taken without stopping
 * anybody, so figures may be a moment apart.
 *
 * @param position of the last batch that readers see
 * @param logBytes in all log segments
 * @param memtableBytes off the heap
 * @param memtables how many, the one being written included
 * @param levels all seven, from the top
 * @param runs in how many places below the memtables a read may have to look
 * @param spareBytes off the heap, kept for memtables to come
 * @param cachedBytes of blocks in memory, off the heap
 * @param guideBytes of filters and indexes in memory, on the heap, about
 * @param blockReads blocks that point reads had to read from disk
 * @param flushes memtables that became tables
 * @param flushedBytes in those tables
 * @param compactions merges done
 * @param compactedBytesRead by them
 * @param compactedBytesWritten by them
 * @param tablesMoved to a lower level without being read
 * @param delayNanos that writers were held back for
 * @param stalls how often a writer was stopped since no memtable had room
 * @param appliedBytes of the keys, values and operands that were applied
 * @param pointReads keys asked for
 */
public record StoreStatistics(
        long position,
        long logBytes,
        long memtableBytes,
        int memtables,
        List<Level> levels,
        int runs,
        long spareBytes,
        long cachedBytes,
        long guideBytes,
        long blockReads,
        long flushes,
        long flushedBytes,
        long compactions,
        long compactedBytesRead,
        long compactedBytesWritten,
        long tablesMoved,
        long delayNanos,
        long stalls,
        long appliedBytes,
        long pointReads) {
    /** Copies the list. */
    public StoreStatistics {
        levels = List.copyOf(levels);
    }

    /**
     * One level.
     *
     * @param tables how many
     * @param bytes in them
     * @param entries in them, deletes included
     * @param deletes in them
     */
    public record Level(int tables, long bytes, long entries, long deletes) {}

    /** Bytes written to tables for each byte of a flushed table; 1 when nothing was compacted. */
    public double tableWritesPerFlushedByte() {
        return flushedBytes == 0
                ? 1
                : (double) (flushedBytes + compactedBytesWritten) / flushedBytes;
    }

    /**
     * Bytes written to tables for each byte applied, the write amplification but for the log, which
     * takes each byte once; 0 before anything was applied.
     */
    public double writeAmplification() {
        return appliedBytes == 0
                ? 0
                : (double) (flushedBytes + compactedBytesWritten) / appliedBytes;
    }

    /** Blocks read from disk for each key asked for; 0 when all was in memory. */
    public double readAmplification() {
        return pointReads == 0 ? 0 : (double) blockReads / pointReads;
    }

    /** Share of the keys asked for that took no block from disk, from 0 to 1; a lower bound. */
    public double readsFromMemory() {
        return pointReads == 0 ? 1 : Math.max(0, 1 - readAmplification());
    }

    /** Bytes in memory: memtables, those to come, cached blocks, filters and indexes. */
    public long memoryBytes() {
        return memtableBytes + spareBytes + cachedBytes + guideBytes;
    }
}
