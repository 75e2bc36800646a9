package dev.cairn.replication.replica;

import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.WriteBatch;
import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;

/** An engine that was found so when it was opened, and shows and keeps nothing. */
public record FoundEngine(long position, long lostTailBytes, boolean clean, boolean survives)
        implements StorageEngine {
    @Override
    public Lookup tryRead(MemorySegment key, ValueSink sink) {
        return Lookup.ABSENT;
    }

    @Override
    public boolean read(MemorySegment key, ValueSink sink) {
        return false;
    }

    @Override
    public long apply(WriteBatch batch) {
        return position;
    }

    @Override
    public long durablePosition() {
        return position;
    }

    @Override
    public boolean survivesPowerLoss() {
        return survives;
    }

    @Override
    public void onDurable(LongConsumer listener) {}

    @Override
    public void requestSync(long wanted) {}

    @Override
    public Cursor cursor(MemorySegment from, MemorySegment to) {
        return new Cursor() {
            @Override
            public boolean next() {
                return false;
            }

            @Override
            public MemorySegment key() {
                return from;
            }

            @Override
            public MemorySegment value() {
                return from;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Recovery recovery() {
        return new Recovery(clean, lostTailBytes, 0);
    }

    @Override
    public Statistics statistics() {
        return new Statistics(0, 0, 0);
    }

    @Override
    public void close() {}
}
