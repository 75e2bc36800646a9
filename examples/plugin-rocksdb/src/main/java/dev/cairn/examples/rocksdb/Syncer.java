package dev.cairn.examples.rocksdb;

import dev.cairn.api.event.Event;
import dev.cairn.api.spi.StorageEngine;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * Syncs RocksDB's log on one thread or on the scheduler that the engine was given. While one sync
 * runs, requests gather; the next one serves them all. A sync that fails is told as an event and
 * tried again when the next request comes.
 */
final class Syncer implements AutoCloseable {
    private final RocksDB db;
    private final Gate gate;
    private final StorageEngine.Env env;
    private final Executor turns;
    private final AutoCloseable ownThread;
    private final AtomicLong requested = new AtomicLong();
    private final AtomicBoolean waiting = new AtomicBoolean();
    private volatile long durable;
    private long told;
    private volatile LongConsumer listener = position -> {};

    /** Everything that opening found is durable: RocksDB makes tables of a log it replays. */
    Syncer(RocksDB db, Gate gate, StorageEngine.Env env) {
        this.db = db;
        this.gate = gate;
        this.env = env;
        this.durable = db.getLatestSequenceNumber();
        this.told = durable;
        if (env.syncs().isPresent()) {
            turns = env.syncs().get();
            ownThread = () -> {};
        } else {
            ExecutorService thread =
                    Executors.newSingleThreadExecutor(
                            Thread.ofPlatform().name("rocksdb-sync").daemon().factory());
            turns = thread;
            ownThread = thread::close;
        }
    }

    void onDurable(LongConsumer newListener) {
        listener = newListener;
    }

    long durable() {
        return durable;
    }

    void request(long position) {
        if (requested.accumulateAndGet(position, Math::max) > durable
                && waiting.compareAndSet(false, true)) {
            turns.execute(this::turn);
        }
    }

    private void turn() {
        waiting.set(false);
        int inside = gate.tryEnter();
        if (inside == Gate.SHUT) {
            return;
        }
        try {
            if (requested.get() > durable) {
                sync();
            }
        } catch (RocksDBException failed) {
            env.events()
                    .emit(
                            new Event.Note(
                                    Event.Severity.ERROR,
                                    "syncing the log failed: " + failed.getMessage()));
        } finally {
            gate.exit(inside);
        }
        tell();
    }

    private void tell() {
        long reached = durable;
        if (reached > told) {
            told = reached;
            listener.accept(reached);
        }
    }

    /** Syncs on the caller's thread, the only one that does. */
    void sync() throws RocksDBException {
        long position = db.getLatestSequenceNumber();
        db.syncWal();
        durable = position;
    }

    /** Waits for the turn that runs. */
    @Override
    public void close() {
        Native.close(ownThread);
    }
}
