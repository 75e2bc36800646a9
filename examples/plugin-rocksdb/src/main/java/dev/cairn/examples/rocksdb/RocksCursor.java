package dev.cairn.examples.rocksdb;

import dev.cairn.api.spi.StorageEngine.Cursor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Walks over an iterator, which sees the store as it was when it was made. */
final class RocksCursor implements Cursor {
    private final RocksEngine engine;
    private final RocksIterator iterator;
    private final byte[] from;
    private final MemorySegment to;
    private boolean started;
    private boolean ended;
    private MemorySegment key = MemorySegment.NULL;
    private MemorySegment value = MemorySegment.NULL;

    RocksCursor(RocksEngine engine, RocksIterator iterator, MemorySegment from, MemorySegment to) {
        this.engine = engine;
        this.iterator = iterator;
        this.from = from.toArray(ValueLayout.JAVA_BYTE);
        this.to = MemorySegment.ofArray(to.toArray(ValueLayout.JAVA_BYTE));
    }

    @Override
    public boolean next() {
        int inside = engine.enter();
        try {
            return !ended && advance();
        } finally {
            engine.exit(inside);
        }
    }

    private boolean advance() {
        if (started) {
            iterator.next();
        } else {
            iterator.seek(from);
            started = true;
        }
        ended = !iterator.isValid();
        if (ended) {
            failIfBroken();
            return false;
        }
        key = MemorySegment.ofArray(iterator.key());
        ended = to.byteSize() > 0 && isBehind(key, to);
        if (!ended) {
            value = MemorySegment.ofArray(iterator.value());
        }
        return !ended;
    }

    /** An iterator also stops at damage. */
    private void failIfBroken() {
        try {
            iterator.status();
        } catch (RocksDBException broken) {
            throw Native.reading(broken);
        }
    }

    private static boolean isBehind(MemorySegment key, MemorySegment end) {
        long differ = key.mismatch(end);
        if (differ < 0 || differ == end.byteSize()) {
            return true;
        }
        return differ < key.byteSize()
                && Byte.compareUnsigned(
                                key.get(ValueLayout.JAVA_BYTE, differ),
                                end.get(ValueLayout.JAVA_BYTE, differ))
                        > 0;
    }

    @Override
    public MemorySegment key() {
        engine.ensureOpen();
        return key;
    }

    @Override
    public MemorySegment value() {
        engine.ensureOpen();
        return value;
    }

    @Override
    public void close() {
        engine.release(this);
    }

    /** Gives the native iterator back; only the engine calls it, once. */
    void free() {
        iterator.close();
    }
}
