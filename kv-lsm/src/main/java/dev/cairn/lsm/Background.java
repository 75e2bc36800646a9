package dev.cairn.lsm;

import dev.cairn.api.event.Event;
import dev.cairn.api.spi.Scrubbable.Damage;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.MergingCursor;
import dev.cairn.lsm.log.CommitLog;
import dev.cairn.lsm.manifest.Edit;
import dev.cairn.lsm.manifest.Manifest;
import dev.cairn.lsm.manifest.Version;
import dev.cairn.lsm.memtable.Memtable;
import dev.cairn.lsm.spi.CompactionStrategy;
import dev.cairn.lsm.table.TableInfo;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Flushes and compactions, one of each at a time, on the caller's executor.
 *
 * <pre>
 * schedule ──▶ a thread of the executor: flushes what there is, then merges once, unless another does
 * compaction ──after every block──▶ has a flush found no thread for a while? flushes in between
 * </pre>
 *
 * So no writer waits for a long merge: with a second thread a flush runs beside it, and a single
 * one serves both. Whoever needs both locks takes that of compactions first.
 */
final class Background {
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** So many blocks are merged, in about a millisecond, before a flush takes the thread. */
    private static final int PATIENCE_BLOCKS = 32;

    /** Writers pause when they put at most this share of what they put before, in a time. */
    private static final int CALM_SHARE = 8;

    private final StorageEngine.Env env;
    private final Reporter reporter;
    private final CommitLog log;
    private final Edits edits;
    private final Views views;
    private final Tables tables;
    private final Compactor compactor;
    private final Excision excision;
    private final ReentrantLock compacting = new ReentrantLock();
    private final ReentrantLock flushing = new ReentrantLock();
    private final AtomicBoolean unpicked = new AtomicBoolean();
    private final AtomicInteger blocksWaited = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile Optional<Throwable> flushFailure = Optional.empty();
    private volatile long retryAt;
    private volatile Runnable flushEnded = () -> {};
    private volatile Filled filled = new Filled(0, 0);

    /** How many batches the memtable flushed last took, and in what time. */
    private record Filled(long batches, long nanos) {}

    Background(
            LsmConfig config,
            StorageEngine.Env env,
            Reporter reporter,
            CommitLog log,
            Manifest manifest,
            Views views,
            Tables tables,
            CompactionStrategy strategy) {
        this.env = env;
        this.reporter = reporter;
        this.log = log;
        this.edits = new Edits(env.directory(), manifest);
        this.views = views;
        this.tables = tables;
        this.compactor =
                new Compactor(
                        config,
                        env,
                        reporter,
                        views,
                        tables,
                        edits,
                        strategy,
                        this::betweenBlocks,
                        this::isCalm);
        this.excision = new Excision(env, reporter, views, tables, edits, bytes -> betweenBlocks());
    }

    /** Sets what to run after a flush, done or failed. */
    void onFlushEnded(Runnable listener) {
        flushEnded = listener;
    }

    /** Has the work that there is done soon. */
    void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            try {
                env.background().execute(this::work);
            } catch (RejectedExecutionException stopped) {
                scheduled.set(false);
                env.events()
                        .emit(
                                new Event.Note(
                                        Event.Severity.ERROR,
                                        "the store's background executor is stopped"));
            }
        }
    }

    /**
     * As {@link #schedule}, for a writer that has no room; throws READ_ONLY when a flush has failed
     * and it is too early for another try.
     */
    void askForRoom() {
        Optional<Throwable> failure = flushFailure;
        if (failure.isPresent() && env.clock().nanos() - retryAt < 0) {
            throw readOnly(failure.get());
        }
        schedule();
    }

    /**
     * Flushes on the caller's thread, unless somebody is at it; whether it did. So a store makes
     * progress whoever runs its background work, and one thread alone can drive it.
     */
    boolean flushHere() {
        if (!flushing.tryLock()) {
            return false;
        }
        try {
            flushAllOrThrow();
            return true;
        } finally {
            flushing.unlock();
        }
    }

    private static StorageException readOnly(Throwable failure) {
        return new StorageException(
                StorageException.Kind.READ_ONLY,
                "tables cannot be written: " + failure.getMessage(),
                failure);
    }

    private void work() {
        scheduled.set(false);
        try {
            flushAll();
            compact();
        } finally {
            flushEnded.run();
        }
    }

    /**
     * Merges once, unless somebody is at it; then that one looks again. What comes next waits its
     * turn at the executor, behind the closing of the tables just merged: a thread that went on
     * while there is something to merge would let them pile up on the disk.
     */
    private void compact() {
        unpicked.set(true);
        while (unpicked.get() && compacting.tryLock()) {
            try {
                if (unpicked.getAndSet(false) && compactor.compactNext()) {
                    schedule();
                    return;
                }
            } finally {
                compacting.unlock();
            }
        }
    }

    private boolean isCalm() {
        View view = views.present();
        long elapsed = env.clock().nanos() - view.active().born();
        long since = log.writtenPosition() - edits.version().flushed();
        return view.memtables().size() == 1
                && (double) since * CALM_SHARE * filled.nanos <= (double) filled.batches * elapsed;
    }

    /** Has another strategy pick from now on, beginning soon. */
    void follow(CompactionStrategy strategy) {
        compactor.follow(strategy);
        schedule();
    }

    /** What needs the tables to stay as they are. */
    @FunctionalInterface
    interface Errand {
        void run() throws IOException;
    }

    /**
     * Makes tables of all memtables, {@code rotate} having ended the one being written, and runs
     * the errand before anything else comes between; on the caller's thread.
     */
    void afterFlush(Runnable rotate, Errand errand) throws IOException {
        withoutCompaction(() -> {
            flushing.lock();
            try {
                flushNow(rotate);
                errand.run();
            } finally {
                flushing.unlock();
            }
        });
    }

    /** Makes tables of all memtables, {@code rotate} having ended the one being written. */
    void flushNow(Runnable rotate) {
        flushing.lock();
        try {
            flushAllOrThrow();
            rotate.run();
            flushAllOrThrow();
        } finally {
            flushing.unlock();
        }
    }

    /**
     * As {@link #flushNow}, and merges all tables into the bottom level; flushes go on meanwhile.
     */
    void compactFully(Runnable rotate) throws IOException {
        withoutCompaction(() -> {
            flushNow(rotate);
            compactor.compactFully();
        });
    }

    /**
     * Takes damage out, on the caller's thread; flushes go on meanwhile, and compactions then, if
     * damage has kept them.
     */
    void excise(Damage damage) throws IOException {
        withoutCompaction(() -> {
            excision.run(damage);
            compactor.resume();
        });
        schedule();
    }

    /** Lets compactions go on if they were kept by damage in that file, which is not there. */
    void isSound(String file) {
        if (compactor.isKeptBy(file)) {
            compactor.resume();
            schedule();
        }
    }

    private void withoutCompaction(Errand errand) throws IOException {
        compacting.lock();
        try {
            errand.run();
        } catch (CancellationException closed) {
            throw Views.closed();
        } finally {
            compacting.unlock();
            if (unpicked.get()) {
                schedule();
            }
        }
    }

    private void flushAllOrThrow() {
        flushAll();
        Optional<Throwable> failure = flushFailure;
        if (failure.isPresent()) {
            throw readOnly(failure.get());
        }
        views.ensureOpen();
    }

    /** What is in tables. */
    Version version() {
        return edits.version();
    }

    /** Waits until nothing is under way; what is scheduled later finds the store closed. */
    void close() throws IOException {
        compacting.lock();
        flushing.lock();
        try {
            edits.close();
        } finally {
            flushing.unlock();
            compacting.unlock();
        }
    }

    private void flushAll() {
        flushing.lock();
        try {
            while (!views.isClosed() && views.present().memtables().size() > 1) {
                flush();
                flushFailure = Optional.empty();
                flushEnded.run();
            }
        } catch (CancellationException closed) {
            flushFailure = Optional.empty();
        } catch (IOException | RuntimeException | OutOfMemoryError failed) {
            retryAt = env.clock().nanos() + RETRY_NANOS;
            if (flushFailure.isEmpty()) {
                env.events()
                        .emit(
                                new Event.StorageReadOnly(
                                        "a memtable cannot be flushed: " + failed.getMessage()));
            }
            flushFailure = Optional.of(failed);
        } finally {
            flushing.unlock();
        }
    }

    private void flush() throws IOException {
        edits.settle();
        View view = views.present();
        Memtable oldest = view.memtables().getLast().get();
        Memtable successor = view.memtables().get(view.memtables().size() - 2).get();
        EntryCursor entries =
                new MergingCursor(
                        List.of(oldest.cursor(MemorySegment.NULL, Long.MAX_VALUE)),
                        env.merge(),
                        view.tables().isEmpty());
        List<TableInfo> written =
                tables.machine(0).write(entries, oldest.keys(), bytes -> ensureOpen());
        List<Placed> added = tables.place(written, oldest.newest(), 0);
        long batches = oldest.newest() - edits.version().flushed();
        edits.commit(
                new Edit(
                        added.stream().map(Placed::ref).toList(),
                        List.of(),
                        successor.firstSegment(),
                        oldest.newest(),
                        oldest.isDated()),
                added);
        views.flushed(added);
        filled = new Filled(batches, successor.born() - oldest.born());
        log.deleteBefore(successor.firstSegment());
        reporter.tell(
                written.isEmpty()
                        ? new StoreEvent.Flushed(0, 0, 0)
                        : new StoreEvent.Flushed(
                                written.getFirst().number(),
                                written.getFirst().entries(),
                                written.getFirst().size()));
    }

    private void betweenBlocks() {
        ensureOpen();
        if (!scheduled.get()) {
            blocksWaited.setPlain(0);
        } else if (blocksWaited.incrementAndGet() >= PATIENCE_BLOCKS && flushing.tryLock()) {
            try {
                blocksWaited.set(0);
                flushAll();
            } finally {
                flushing.unlock();
            }
        }
    }

    private void ensureOpen() {
        if (views.isClosed()) {
            throw new CancellationException("the store is being closed");
        }
    }
}
