package dev.cairn.examples.rocksdb;

import dev.cairn.api.event.Event;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.WriteBatch;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.function.LongConsumer;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteOptions;

/** An open store. A position is a sequence number of RocksDB's. Made by {@link RocksOpening}. */
final class RocksEngine implements StorageEngine {
    private static final int LONGEST_KEY = 65_535;

    private final RocksDB db;
    private final RocksOptions options;
    private final CleanMark mark;
    private final Recovery recovery;
    private final Env env;
    private final Gate gate = new Gate();
    private final KeyLocks locks = new KeyLocks();
    private final Translation translation;
    private final Syncer syncer;
    private final ReadOptions anywhere = new ReadOptions();
    private final ReadOptions inMemory = new ReadOptions().setReadTier(ReadTier.BLOCK_CACHE_TIER);
    private final WriteOptions writing = new WriteOptions();
    private final Set<RocksCursor> cursors = ConcurrentHashMap.newKeySet();

    RocksEngine(RocksDB db, RocksOptions options, CleanMark mark, Recovery recovery, Env env) {
        this.db = db;
        this.options = options;
        this.mark = mark;
        this.recovery = recovery;
        this.env = env;
        this.translation = new Translation(db, env.merge());
        this.syncer = new Syncer(db, gate, env);
    }

    int enter() {
        return gate.enter();
    }

    void exit(int inside) {
        gate.exit(inside);
    }

    void ensureOpen() {
        if (gate.isClosed()) {
            throw Gate.closed();
        }
    }

    @Override
    public Lookup tryRead(MemorySegment key, ValueSink sink) {
        int inside = enter();
        try {
            return give(inMemory, key, sink) ? Lookup.FOUND : Lookup.ABSENT;
        } catch (RocksDBException failed) {
            if (Native.code(failed) == Status.Code.Incomplete) {
                return Lookup.WOULD_BLOCK;
            }
            throw Native.reading(failed);
        } finally {
            exit(inside);
        }
    }

    @Override
    public boolean read(MemorySegment key, ValueSink sink) {
        int inside = enter();
        try {
            return give(anywhere, key, sink);
        } catch (RocksDBException failed) {
            throw Native.reading(failed);
        } finally {
            exit(inside);
        }
    }

    private boolean give(ReadOptions where, MemorySegment key, ValueSink sink)
            throws RocksDBException {
        Optional<byte[]> value = Optional.ofNullable(db.get(where, Translation.bytes(key)));
        value.ifPresent(found -> sink.value(MemorySegment.ofArray(found)));
        return value.isPresent();
    }

    @Override
    public long apply(WriteBatch batch) {
        batch.writes().forEach(RocksEngine::check);
        int inside = enter();
        List<Lock> held = locks.of(batch);
        held.forEach(Lock::lock);
        try (var writes = new org.rocksdb.WriteBatch()) {
            translation.write(batch.writes(), writes);
            db.write(writing, writes);
            return db.getLatestSequenceNumber();
        } catch (RocksDBException failed) {
            throw Native.writing(failed);
        } finally {
            held.forEach(Lock::unlock);
            exit(inside);
        }
    }

    private static void check(WriteBatch.Write write) {
        long size = write.key().byteSize();
        if (size < 1 || size > LONGEST_KEY) {
            throw new IllegalArgumentException("a key has 1 to 65535 bytes, not " + size);
        }
    }

    @Override
    public long durablePosition() {
        ensureOpen();
        return syncer.durable();
    }

    @Override
    public void onDurable(LongConsumer listener) {
        ensureOpen();
        syncer.onDurable(listener);
    }

    @Override
    public void requestSync(long position) {
        int inside = enter();
        try {
            syncer.request(position);
        } finally {
            exit(inside);
        }
    }

    @Override
    public Cursor cursor(MemorySegment from, MemorySegment to) {
        int inside = enter();
        try {
            var cursor = new RocksCursor(this, db.newIterator(anywhere), from, to);
            cursors.add(cursor);
            return cursor;
        } finally {
            exit(inside);
        }
    }

    /** Gives a cursor's iterator back, unless closing the store has done so. */
    void release(RocksCursor cursor) {
        int inside = gate.tryEnter();
        if (inside != Gate.SHUT) {
            try {
                if (cursors.remove(cursor)) {
                    cursor.free();
                }
            } finally {
                exit(inside);
            }
        }
    }

    @Override
    public Recovery recovery() {
        ensureOpen();
        return recovery;
    }

    @Override
    public Statistics statistics() {
        int inside = enter();
        try {
            List<LiveFileMetaData> tables = db.getLiveFilesMetaData();
            return new Statistics(
                    tables.stream().mapToLong(LiveFileMetaData::size).sum() + logBytes(),
                    tables.size(),
                    db.getLongProperty("rocksdb.cur-size-all-mem-tables"));
        } catch (RocksDBException failed) {
            throw Native.reading(failed);
        } finally {
            exit(inside);
        }
    }

    private long logBytes() throws RocksDBException {
        return db.getSortedWalFiles().stream().mapToLong(log -> log.sizeFileBytes()).sum();
    }

    @Override
    public void close() {
        if (!gate.close()) {
            return;
        }
        syncer.close();
        cursors.forEach(RocksCursor::free);
        try {
            syncer.sync();
            db.closeE();
            mark.put();
        } catch (RocksDBException | IOException failed) {
            env.events()
                    .emit(
                            new Event.Note(
                                    Event.Severity.ERROR, "closing the store failed: " + failed));
        } finally {
            db.close();
            for (AutoCloseable part : List.of(anywhere, inMemory, writing, options)) {
                Native.close(part);
            }
        }
    }
}
