package dev.cairn.lsm;

import dev.cairn.api.env.Directory;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Recovery;
import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.entry.Merges;
import dev.cairn.lsm.epoch.Epochs;
import dev.cairn.lsm.file.NumberedFile;
import dev.cairn.lsm.log.CommitLog;
import dev.cairn.lsm.log.LogReplay;
import dev.cairn.lsm.log.LogSegments;
import dev.cairn.lsm.log.LoggedBatch;
import dev.cairn.lsm.log.SyncPolicy;
import dev.cairn.lsm.manifest.Manifest;
import dev.cairn.lsm.manifest.TableRef;
import dev.cairn.lsm.manifest.Version;
import dev.cairn.lsm.memtable.Memtable;
import dev.cairn.lsm.spi.Levels;
import dev.cairn.lsm.spi.TableMeta;
import dev.cairn.lsm.table.Table;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Opens a store: takes the lock, reads the manifest, opens the tables, replays the log, and only
 * then, with everything found whole, begins new files and deletes what no version names.
 */
final class Opening {
    private static final String LOCK = "LOCK";

    private final LsmConfig config;
    private final StorageEngine.Env env;
    private final Directory directory;
    private final Tables tables;
    private final Epochs epochs = new Epochs();
    private final AtomicLong numbers = new AtomicLong(1);
    private final List<Counted<Memtable>> memtables = new ArrayList<>();

    private Opening(LsmConfig config, StorageEngine.Env env) {
        this.config = config;
        this.env = env;
        this.directory = env.directory();
        this.tables = new Tables(config, env, epochs, numbers::getAndIncrement);
    }

    static LsmEngine open(LsmConfig config, StorageEngine.Env env) {
        AutoCloseable lock;
        try {
            lock = env.directory().lock(LOCK);
        } catch (Directory.DiskFullException full) {
            throw wrap(env.directory(), full);
        } catch (IOException held) {
            throw new StorageException(
                    StorageException.Kind.REFUSED,
                    "the store is open elsewhere: " + held.getMessage(),
                    held);
        }
        try {
            return new Opening(config, env).open(lock);
        } catch (IOException | RuntimeException failed) {
            release(lock, failed);
            throw failed instanceof RuntimeException unchecked
                    ? unchecked
                    : wrap(env.directory(), (IOException) failed);
        }
    }

    private static void release(AutoCloseable lock, Exception failed) {
        try {
            lock.close();
        } catch (Exception second) {
            failed.addSuppressed(second);
        }
    }

    private static StorageException wrap(Directory directory, IOException failed) {
        return new StorageException(
                failed instanceof Directory.DiskFullException
                        ? StorageException.Kind.READ_ONLY
                        : StorageException.Kind.IO,
                "opening " + directory.describe() + " failed: " + failed.getMessage(),
                failed);
    }

    private LsmEngine open(AutoCloseable lock) throws IOException {
        boolean exists = Manifest.exists(directory);
        LogSegments segments = LogSegments.list(directory);
        if (!exists) {
            ensureFresh(segments);
        }
        numbers.set(1 + Math.max(0, highestNumber()));
        Version found = exists ? Manifest.read(directory) : Version.EMPTY;
        List<Placed> opened = new ArrayList<>();
        try {
            for (TableRef ref : found.tables()) {
                opened.add(open(ref));
            }
            ensureSideBySide(new Levels(opened.stream().map(Placed::meta).toList()));
            Version version = found.of(opened.stream().map(Placed::ref).toList());
            LogReplay.Outcome replayed = replay(segments, version, exists);
            return start(lock, version, opened, replayed);
        } catch (IOException | RuntimeException failed) {
            new View(memtables, opened).release();
            tables.close();
            throw failed;
        }
    }

    /**
     * A crash before the first manifest leaves nothing but an empty log segment; anything else had
     * a CURRENT.
     */
    private void ensureFresh(LogSegments segments) throws IOException {
        for (String name : directory.list()) {
            if (Table.number(name) >= 0) {
                throw StorageException.corrupt(
                        "CURRENT", 0, "it is missing, but there is a table " + name);
            }
        }
        if (!segments.areEmpty(directory)) {
            throw StorageException.corrupt(
                    "CURRENT", 0, "it is missing, but there is a log with records");
        }
        segments.deleteBefore(directory, Long.MAX_VALUE);
    }

    private long highestNumber() throws IOException {
        return directory.list().stream().mapToLong(NumberedFile::number).max().orElse(0);
    }

    private Placed open(TableRef ref) throws IOException {
        String name = Table.fileName(ref.number());
        if (!directory.exists(name)) {
            throw StorageException.corrupt(name, 0, "the table is missing");
        }
        return tables.open(ref);
    }

    /** Beneath level 0 no two tables of a level may have a key: it is looked for in one. */
    private static void ensureSideBySide(Levels levels) {
        for (int level = 1; level <= Levels.BOTTOM; level++) {
            List<TableMeta> tables = levels.at(level);
            for (int i = 1; i < tables.size(); i++) {
                TableMeta before = tables.get(i - 1);
                TableMeta table = tables.get(i);
                if (table.overlaps(before)) {
                    throw StorageException.corrupt(
                            Table.fileName(table.number()),
                            0,
                            "the manifest has it in level "
                                    + level
                                    + " beside table "
                                    + before.number()
                                    + ", which has some of its keys");
                }
            }
        }
    }

    private LogReplay.Outcome replay(LogSegments all, Version version, boolean exists)
            throws IOException {
        LogSegments segments = all.from(version.firstSegment());
        if (exists && segments.all().isEmpty()) {
            throw StorageException.corrupt(
                    "CURRENT",
                    0,
                    "the log is missing, segment " + version.firstSegment() + " and following");
        }
        if (!exists) {
            return new LogReplay.Outcome(new LogSegments(List.of()), 0, 0, true, 0);
        }
        LogReplay.Outcome replayed =
                LogReplay.run(directory, segments, version.flushed(), this::take, beside());
        memtables.forEach(memtable -> memtable.get().order());
        return replayed;
    }

    /** A thread for a task, unless the host has the engine do everything in its turns. */
    private Executor beside() {
        return env.syncs().isPresent()
                ? Runnable::run
                : task -> Thread.ofPlatform().name("cairn-lsm-open").daemon().start(task);
    }

    private void take(long segment, long position, LoggedBatch batch) {
        if (memtables.isEmpty() || memtables.getFirst().get().bytes() >= config.memtableBytes()) {
            if (!memtables.isEmpty()) {
                memtables.getFirst().get().seal(position - 1);
            }
            memtables.addFirst(tables.memtable(segment));
        }
        Memtable memtable = memtables.getFirst().get();
        while (batch.next()) {
            long record = memtable.record(batch.source(), batch.keyAt(), batch.keyLength());
            if (batch.kind() == EntryKind.MERGE) {
                Merges merges = new Merges(env.merge());
                merges.add(new Entry(EntryKind.MERGE, batch.value()));
                merges.add(memtable.loaded(record));
                Entry folded = merges.fold(batch.key(), false);
                MemorySegment value = folded.value();
                memtable.load(record, folded.kind(), value, 0, value.byteSize(), position);
            } else {
                memtable.load(
                        record,
                        batch.kind(),
                        batch.source(),
                        batch.valueAt(),
                        batch.valueLength(),
                        position);
            }
        }
    }

    private LsmEngine start(
            AutoCloseable lock, Version version, List<Placed> opened, LogReplay.Outcome replayed)
            throws IOException {
        long segment = numbers.getAndIncrement();
        Version begun = version;
        LogSegments settled = replayed.segments();
        if (memtables.isEmpty()) {
            memtables.add(tables.memtable(segment));
            begun = new Version(version.tables(), segment, replayed.position(), version.dated());
            settled = new LogSegments(List.of());
        }
        CommitLog log =
                CommitLog.open(
                        directory,
                        settled,
                        segment,
                        replayed.position(),
                        syncPolicy(),
                        env.events());
        Manifest manifest = Manifest.start(directory, numbers::getAndIncrement, begun);
        deleteOrphans(begun);
        Views views = new Views(new View(memtables, opened), epochs);
        var recovery = new Recovery(replayed.closed(), replayed.lostBytes(), replayed.records());
        report(recovery);
        return new LsmEngine(
                config,
                env,
                views,
                log,
                manifest,
                tables,
                numbers::getAndIncrement,
                recovery,
                lock);
    }

    private SyncPolicy syncPolicy() {
        return switch (config.sync()) {
            case GROUP -> new SyncPolicy(true, Optional.empty(), env.syncs());
            case INTERVAL -> new SyncPolicy(false, Optional.of(config.syncInterval()), env.syncs());
            case NONE -> new SyncPolicy(false, Optional.empty(), env.syncs());
        };
    }

    private void deleteOrphans(Version version) throws IOException {
        LogSegments.list(directory).deleteBefore(directory, version.firstSegment());
        LogSegments.deleteCopies(directory);
        for (String name : directory.list()) {
            long number = Table.number(name);
            if (number >= 0
                    && version.tables().stream().noneMatch(table -> table.number() == number)) {
                directory.delete(name);
            }
        }
    }

    private void report(Recovery recovery) {
        if (recovery.lostTailBytes() > 0) {
            env.events().emit(new StoreEvent.TornTail(recovery.lostTailBytes()));
        }
    }
}
