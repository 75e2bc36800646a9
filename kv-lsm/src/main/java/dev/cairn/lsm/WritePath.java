package dev.cairn.lsm;

import dev.cairn.api.env.Clock;
import dev.cairn.api.spi.StorageEngine.MergeOperator;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.entry.Expiry;
import dev.cairn.lsm.entry.KeyOrder;
import dev.cairn.lsm.entry.Merges;
import dev.cairn.lsm.filter.KeyHash;
import dev.cairn.lsm.log.CommitLog;
import dev.cairn.lsm.memtable.Memtable;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The way of a batch: staged in the memtable, where nobody sees it yet; written to the log; made
 * visible. If the log refuses, the memtable takes it back. One batch at a time.
 */
final class WritePath {
    private static final long MAX_VALUE_BYTES = Integer.MAX_VALUE - (64L << 10);
    private static final long LONGEST_STALL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LsmConfig config;
    private final MergeOperator operator;
    private final Clock clock;
    private final CommitLog log;
    private final Views views;
    private final Background background;
    private final Tables tables;
    private final LongSupplier numbers;
    private final Throttle throttle;
    private final Counters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private volatile long visible;
    private boolean dated;

    WritePath(
            LsmConfig config,
            MergeOperator operator,
            Clock clock,
            CommitLog log,
            Views views,
            Background background,
            Tables tables,
            LongSupplier numbers,
            Counters counters) {
        this.config = config;
        this.operator = operator;
        this.clock = clock;
        this.log = log;
        this.views = views;
        this.background = background;
        this.numbers = numbers;
        this.tables = tables;
        this.throttle = new Throttle(config, counters);
        this.counters = counters;
        this.visible = log.writtenPosition();
        this.dated = views.present().isDated() || background.version().dated();
        log.onQuiet(this::mark);
    }

    /** Nothing was written for a while; if something is now, the log bears witness by itself. */
    private void mark() {
        if (lock.tryLock()) {
            try {
                log.mark();
            } finally {
                lock.unlock();
            }
        }
    }

    /** The position of the last batch that readers may see. */
    long visible() {
        return visible;
    }

    long apply(WriteBatch batch) {
        long bytes = check(batch.writes());
        throttle.slowDown(views.present());
        lock.lock();
        try {
            views.ensureOpen();
            if (batch.writes().isEmpty()) {
                log.ensureWritable();
                return visible;
            }
            makeRoom();
            long position = write(batch);
            counters.appliedBytes.add(bytes);
            return position;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StorageException(
                    StorageException.Kind.IO, "interrupted while waiting for room", stopped);
        } finally {
            lock.unlock();
        }
    }

    /** Answers the bytes of all keys and values. */
    private static long check(List<WriteBatch.Write> writes) {
        long bytes = 0;
        for (int i = 0; i < writes.size(); i++) {
            long key = writes.get(i).key().byteSize();
            long value = Expiry.bytes(writes.get(i));
            if (key < 1 || key > KeyOrder.MAX_KEY_BYTES) {
                throw new IllegalArgumentException(
                        "a key has 1 to " + KeyOrder.MAX_KEY_BYTES + " bytes, not " + key);
            }
            if (value > MAX_VALUE_BYTES) {
                throw new IllegalArgumentException(
                        "a value has at most " + MAX_VALUE_BYTES + " bytes, not " + value);
            }
            bytes += key + value;
        }
        return bytes;
    }

    private long write(WriteBatch batch) {
        int inside = views.enter();
        View view = views.present();
        Memtable memtable = view.active();
        memtable.begin();
        try {
            WriteBatch settled = stage(batch, view, log.writtenPosition() + 1);
            visible = log.append(settled);
            return visible;
        } catch (RuntimeException | Error refused) {
            memtable.withdraw();
            throw refused;
        } finally {
            views.exit(inside);
        }
    }

    /**
     * Answers what the log is to hold: the batch, or, where values expire, what its merges came to.
     * Whether a value is still there for a merge is decided once, by the time of the write; so
     * there a merge reads what it needs, and never lies as a MERGE above a PUT_UNTIL.
     */
    private WriteBatch stage(WriteBatch batch, View view, long position) {
        List<WriteBatch.Write> writes = batch.writes();
        dated |= isDated(writes);
        WriteBatch settled = dated ? new WriteBatch() : batch;
        for (int i = 0; i < writes.size(); i++) {
            WriteBatch.Write write = writes.get(i);
            Entry entry =
                    write.kind() == WriteBatch.Kind.MERGE
                            ? fold(view, write.key(), write.value())
                            : new Entry(EntryKind.of(write.kind()), write.value());
            view.active().stage(entry.kind(), write.key(), entry.value(), position);
            if (dated) {
                add(settled, write.key(), entry);
            }
        }
        return settled;
    }

    private static boolean isDated(List<WriteBatch.Write> writes) {
        for (int i = 0; i < writes.size(); i++) {
            if (writes.get(i).kind() == WriteBatch.Kind.PUT_UNTIL) {
                return true;
            }
        }
        return false;
    }

    private static void add(WriteBatch batch, MemorySegment key, Entry entry) {
        switch (entry.kind()) {
            case PUT -> batch.put(key, entry.value());
            case PUT_UNTIL -> batch.putDated(key, entry.value());
            case DELETE -> batch.delete(key);
            case MERGE, NONE, UNREAD ->
                    throw new IllegalStateException("a merge came to " + entry.kind());
        }
    }

    /**
     * The operand with what memory holds of the key: a PUT, or if memory does not tell, one MERGE.
     * Where values expire, with what the disk holds, too.
     */
    private Entry fold(View view, MemorySegment key, MemorySegment operand) {
        Merges merges = new Merges(operator, dated ? clock.millis() : Merges.NO_TIME);
        merges.add(new Entry(EntryKind.MERGE, operand));
        Entry own = view.active().find(key, KeyHash.of(key), Long.MAX_VALUE);
        if (own.kind() == EntryKind.NONE || dated) {
            Entry resolved = view.resolve(key, Long.MAX_VALUE, dated, merges);
            return resolved.kind() == EntryKind.UNREAD
                    ? new Entry(EntryKind.MERGE, operand)
                    : resolved;
        }
        merges.add(own);
        return merges.fold(key, false);
    }

    private void makeRoom() throws InterruptedException {
        while (views.present().active().bytes() >= config.memtableBytes()) {
            if (views.present().memtables().size() < config.memtables()) {
                rotate();
                return;
            }
            background.askForRoom();
            if (views.present().memtables().size() >= config.memtables()
                    && !background.flushHere()) {
                heldBack(room.awaitNanos(LONGEST_STALL_NANOS));
            }
            views.ensureOpen();
        }
    }

    private void heldBack(long left) {
        counters.delayNanos.add(LONGEST_STALL_NANOS - left);
        counters.stalls.increment();
        if (left <= 0) {
            throw new StorageException(
                    StorageException.Kind.READ_ONLY,
                    "no memtable became a table for "
                            + TimeUnit.NANOSECONDS.toSeconds(LONGEST_STALL_NANOS)
                            + " s",
                    null);
        }
    }

    /** Ends the memtable being written, if there is anything in it, so that it can be flushed. */
    void rotateIfUsed() {
        lock.lock();
        try {
            views.ensureOpen();
            if (views.present().active().keys() > 0) {
                rotate();
            }
        } finally {
            lock.unlock();
        }
    }

    private void rotate() {
        long segment = numbers.getAsLong();
        log.rotate(segment);
        views.present().active().seal(log.writtenPosition());
        views.rotated(tables.memtable(segment));
        background.schedule();
    }

    /**
     * Wakes those who wait for a flush, which was done, failed, or will not come. Returns when no
     * batch is under way, so that none is after the views were closed.
     */
    void flushEnded() {
        lock.lock();
        try {
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
