package dev.cairn.server.load;

import java.util.HashMap;
import java.util.Map;

/**
 * What is done of a load: counts, and how far the file is done without a gap. Safe for all threads.
 */
final class LoadTally {
    private final Map<Long, Batch> ahead = new HashMap<>();
    private long nextBatch;
    private long doneOffset;
    private long doneLines;
    private long loaded;
    private long failed;

    /** Starts where an earlier load ended. */
    LoadTally(long doneOffset, long doneLines) {
        this.doneOffset = doneOffset;
        this.doneLines = doneLines;
    }

    /**
     * How far a load has come.
     *
     * @param loaded records acknowledged by this run
     * @param failed records refused in this run
     * @param doneOffset bytes of the file that need not be read again
     * @param doneLines their lines
     */
    record Standing(long loaded, long failed, long doneOffset, long doneLines) {}

    /** Every record of a batch is acknowledged or refused for good. */
    synchronized void finished(Batch batch, long refused) {
        loaded += batch.records().size() - refused;
        failed += refused;
        ahead.put(batch.number(), batch);
        for (Batch next = ahead.remove(nextBatch); next != null; next = ahead.remove(nextBatch)) {
            doneOffset = next.endOffset();
            doneLines = next.endLine();
            nextBatch++;
        }
    }

    /** A line that is no record. */
    synchronized void unreadable() {
        failed++;
    }

    synchronized Standing standing() {
        return new Standing(loaded, failed, doneOffset, doneLines);
    }
}
