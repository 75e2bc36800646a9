package dev.cairn.replication.coordinator;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Reads that were answered and wait for late answers, to repair. They hold a slot each, so there is
 * a bound: past it the oldest repairs with what it has. Owned by one lane.
 */
final class LingeringReads {
    private final int limit;
    private final Queue<ReadOperation> reads = new ArrayDeque<>();

    LingeringReads(int limit) {
        this.limit = limit;
    }

    void add(ReadOperation read) {
        while (!reads.isEmpty() && reads.element().isOver()) {
            reads.remove();
        }
        reads.add(read);
        if (reads.size() > limit) {
            reads.remove().repair();
        }
    }
}
