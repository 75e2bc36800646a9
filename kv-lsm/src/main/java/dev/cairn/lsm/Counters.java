package dev.cairn.lsm;

import java.util.concurrent.atomic.LongAdder;

/** What a store has done since it was opened. Safe for all threads. */
final class Counters {
    final LongAdder flushes = new LongAdder();
    final LongAdder flushedBytes = new LongAdder();
    final LongAdder compactions = new LongAdder();
    final LongAdder compactedBytesRead = new LongAdder();
    final LongAdder compactedBytesWritten = new LongAdder();
    final LongAdder tablesMoved = new LongAdder();
    final LongAdder delayNanos = new LongAdder();
    final LongAdder stalls = new LongAdder();
    final LongAdder appliedBytes = new LongAdder();
    final LongAdder pointReads = new LongAdder();

    /** Counts what an event tells. */
    void count(StoreEvent event) {
        switch (event) {
            case StoreEvent.Flushed flushed -> {
                flushes.increment();
                flushedBytes.add(flushed.bytes());
            }
            case StoreEvent.Compacted compacted -> {
                compactions.increment();
                compactedBytesRead.add(compacted.bytesRead());
                compactedBytesWritten.add(compacted.bytesWritten());
            }
            case StoreEvent.Moved moved -> tablesMoved.add(moved.tables());
            case StoreEvent.CompactionFailed failed -> {}
            case StoreEvent.Excised excised -> {}
            case StoreEvent.TornTail torn -> {}
            case StoreEvent.Checkpointed checkpoint -> {}
        }
    }
}
