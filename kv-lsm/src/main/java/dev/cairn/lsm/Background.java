package dev.cairn.lsm;

import dev.cairn.api.env.Directory;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.compaction.Compaction;
import dev.cairn.lsm.compaction.SizeTiered;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.MergingCursor;
import dev.cairn.lsm.log.CommitLog;
import dev.cairn.lsm.manifest.Edit;
import dev.cairn.lsm.manifest.Manifest;
import dev.cairn.lsm.manifest.TableRef;
import dev.cairn.lsm.memtable.Memtable;
import dev.cairn.lsm.table.Table;
import dev.cairn.lsm.table.TableInfo;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Flushes and compactions, one task at a time on the caller's executor. Flushes come first: a
 * compaction looks for one after every block, so that a single thread serves both and no writer
 * waits for a long merge.
 */
final class Background {
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final StorageEngine.Env env;
    private final Directory directory;
    private final CommitLog log;
    private final Manifest manifest;
    private final Views views;
    private final Tables tables;
    private final LongSupplier numbers;
    private final ReentrantLock working = new ReentrantLock();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile Optional<Throwable> flushFailure = Optional.empty();
    private volatile long retryAt;
    private volatile Runnable flushEnded = () -> {};
    private final List<String> abandoned = new ArrayList<>();
    private boolean compactionHalted;

    Background(
            StorageEngine.Env env,
            CommitLog log,
            Manifest manifest,
            Views views,
            Tables tables,
            LongSupplier numbers) {
        this.env = env;
        this.directory = env.directory();
        this.log = log;
        this.manifest = manifest;
        this.views = views;
        this.tables = tables;
        this.numbers = numbers;
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

    /** As {@link #schedule}, for a writer that has no room; throws READ_ONLY when flushes fail. */
    void askForRoom() {
        Optional<Throwable> failure = flushFailure;
        if (failure.isEmpty() || env.clock().nanos() - retryAt >= 0) {
            schedule();
        }
        if (failure.isPresent()) {
            throw new StorageException(
                    StorageException.Kind.READ_ONLY,
                    "tables cannot be written: " + failure.get().getMessage(),
                    failure.get());
        }
    }

    private void work() {
        scheduled.set(false);
        working.lock();
        try {
            flushAll();
            compactAll();
        } finally {
            working.unlock();
            flushEnded.run();
        }
    }

    /** Waits until nothing is under way; what is scheduled later finds the store closed. */
    void close() throws IOException {
        working.lock();
        try {
            manifest.close();
        } finally {
            working.unlock();
        }
    }

    private void flushAll() {
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
        }
    }

    private void flush() throws IOException {
        settle();
        List<Counted<Memtable>> memtables = views.present().memtables();
        Memtable oldest = memtables.getLast().get();
        Memtable successor = memtables.get(memtables.size() - 2).get();
        boolean bottom = views.present().tables().isEmpty();
        EntryCursor entries =
                new MergingCursor(
                        List.of(oldest.cursor(MemorySegment.NULL, Long.MAX_VALUE)),
                        env.merge(),
                        bottom);
        Optional<TableInfo> written =
                Compaction.write(
                        directory, numbers.getAsLong(), entries, oldest.keys(), this::ensureOpen);
        List<Counted<Table>> added = open(written);
        commit(
                new Edit(
                        refs(written, oldest.newest()),
                        List.of(),
                        successor.firstSegment(),
                        oldest.newest()),
                added);
        views.flushed(added);
        log.deleteBefore(successor.firstSegment());
    }

    private void compactAll() {
        try {
            List<TableRef> picked = SizeTiered.pick(manifest.version().tables());
            while (!compactionHalted && !views.isClosed() && !picked.isEmpty()) {
                compact(picked);
                flushAll();
                picked = SizeTiered.pick(manifest.version().tables());
            }
        } catch (CancellationException closed) {
            // The store is being closed; the half-written table was deleted and the next open
            // starts over.
            return;
        } catch (StorageException failed) {
            compactionHalted = failed.kind() == StorageException.Kind.CORRUPT;
            compactionFailed(failed);
        } catch (IOException | RuntimeException | OutOfMemoryError failed) {
            compactionFailed(failed);
        }
    }

    private void compactionFailed(Throwable failed) {
        env.events()
                .emit(
                        new Event.Note(
                                Event.Severity.WARNING,
                                "a compaction failed: " + failed.getMessage()));
    }

    private void compact(List<TableRef> picked) throws IOException {
        settle();
        List<Counted<Table>> present = views.present().tables();
        List<Counted<Table>> inputs = new ArrayList<>();
        for (Counted<Table> table : present) {
            if (picked.stream().anyMatch(ref -> ref.number() == table.get().info().number())) {
                inputs.add(table);
            }
        }
        boolean bottom = inputs.getLast() == present.getLast();
        List<EntryCursor> sources = new ArrayList<>();
        long entries = 0;
        for (Counted<Table> input : inputs) {
            sources.add(input.get().cursor(MemorySegment.NULL));
            entries += input.get().info().entries();
        }
        MergingCursor merged = new MergingCursor(sources, env.merge(), bottom);
        Optional<TableInfo> written =
                Compaction.write(
                        directory, numbers.getAsLong(), merged, entries, this::betweenBlocks);
        List<Counted<Table>> added = open(written);
        List<Long> removed = picked.stream().map(TableRef::number).toList();
        commit(new Edit(refs(written, picked.getFirst().newest()), removed, 0, 0), added);
        views.compacted(inputs, added);
    }

    /**
     * Settles what became of an edit that failed; only then its table may go, and another be
     * written.
     */
    private void settle() throws IOException {
        manifest.settle();
        for (String file : abandoned) {
            directory.delete(file);
        }
        abandoned.clear();
    }

    private void commit(Edit edit, List<Counted<Table>> added) throws IOException {
        try {
            manifest.append(edit);
        } catch (IOException failed) {
            for (Counted<Table> table : added) {
                table.get().close();
                abandoned.add(Table.fileName(table.get().info().number()));
            }
            throw failed;
        }
    }

    private void betweenBlocks() {
        ensureOpen();
        flushAll();
    }

    private void ensureOpen() {
        if (views.isClosed()) {
            throw new CancellationException("the store is being closed");
        }
    }

    private List<Counted<Table>> open(Optional<TableInfo> written) throws IOException {
        return written.isPresent() ? List.of(tables.open(written.get().number())) : List.of();
    }

    private static List<TableRef> refs(Optional<TableInfo> written, long newest) {
        return written.map(info -> List.of(new TableRef(info.number(), info.size(), newest)))
                .orElse(List.of());
    }
}
