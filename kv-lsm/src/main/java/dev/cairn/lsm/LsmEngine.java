package dev.cairn.lsm;

import dev.cairn.api.env.Directory;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.Scrubbable;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.entry.Expiry;
import dev.cairn.lsm.log.CommitLog;
import dev.cairn.lsm.manifest.Manifest;
import dev.cairn.lsm.manifest.Version;
import dev.cairn.lsm.spi.CompactionStrategy;
import dev.cairn.lsm.spi.Levels;
import dev.cairn.lsm.spi.TableMeta;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** An open store. Made by {@link Opening}. */
final class LsmEngine implements StorageEngine, Scrubbable {
    private final LsmConfig config;
    private final Env env;
    private final Views views;
    private final CommitLog log;
    private final WritePath writes;
    private final Background background;
    private final Tables tables;
    private final Reporter reporter;
    private final Scrub scrub;
    private final Checkpoint checkpoints;
    private final Recovery recovery;
    private final AutoCloseable lockFile;
    private final LongSupplier now;
    private final LongAdder pointReads;
    private final AtomicBoolean closing = new AtomicBoolean();

    LsmEngine(
            LsmConfig config,
            Env env,
            Views views,
            CommitLog log,
            Manifest manifest,
            Tables tables,
            LongSupplier numbers,
            Recovery recovery,
            AutoCloseable lockFile) {
        this.config = config;
        this.env = env;
        this.now = env.clock()::millis;
        this.views = views;
        this.log = log;
        this.checkpoints = new Checkpoint(env.directory(), numbers);
        this.reporter = new Reporter(new Counters(), env.events());
        this.pointReads = reporter.counters().pointReads;
        this.background =
                new Background(
                        config,
                        env,
                        reporter,
                        log,
                        manifest,
                        views,
                        tables,
                        Strategies.named(config.compaction(), config.memtableBytes()));
        this.writes =
                new WritePath(
                        config,
                        env.merge(),
                        env.clock(),
                        log,
                        views,
                        background,
                        tables,
                        numbers,
                        reporter.counters());
        this.tables = tables;
        this.scrub = new Scrub(tables, views, env.events());
        this.recovery = recovery;
        this.lockFile = lockFile;
        background.onFlushEnded(writes::flushEnded);
        background.schedule();
    }

    @Override
    public Lookup tryRead(MemorySegment key, ValueSink sink) {
        int inside = views.enter();
        try {
            pointReads.increment();
            View view = views.present();
            Entry entry = view.find(key, writes.visible(), false, env.merge());
            if (entry.kind() == EntryKind.UNREAD) {
                return Lookup.WOULD_BLOCK;
            }
            return give(entry, now, sink) ? Lookup.FOUND : Lookup.ABSENT;
        } finally {
            views.exit(inside);
        }
    }

    @Override
    public boolean read(MemorySegment key, ValueSink sink) {
        int inside = views.enter();
        try {
            return read(views.present(), writes.visible(), now, key, sink);
        } finally {
            views.exit(inside);
        }
    }

    /** Copies a value to the caller's memory; answers its length, or {@link LsmStore#ABSENT}. */
    long get(MemorySegment key, MemorySegment target) {
        int inside = views.enter();
        try {
            pointReads.increment();
            Entry entry = views.present().find(key, writes.visible(), true, env.merge());
            if (!entry.kind().isPut()
                    || entry.kind() == EntryKind.PUT_UNTIL
                            && Expiry.isDue(entry, now.getAsLong())) {
                return LsmStore.ABSENT;
            }
            MemorySegment value = Expiry.value(entry.kind(), entry.value());
            long room = Math.min(target.byteSize(), value.byteSize());
            MemorySegment.copy(value, 0, target, 0, room);
            return value.byteSize();
        } finally {
            views.exit(inside);
        }
    }

    /**
     * Within a call: gives the sink what a view holds of a key, and has not expired; whether it
     * holds anything.
     */
    boolean read(View view, long position, LongSupplier at, MemorySegment key, ValueSink sink) {
        pointReads.increment();
        return give(view.find(key, position, true, env.merge()), at, sink);
    }

    private static boolean give(Entry entry, LongSupplier at, ValueSink sink) {
        boolean found = entry.kind().isPut();
        if (entry.kind() == EntryKind.PUT_UNTIL) {
            found = !Expiry.isDue(entry, at.getAsLong());
        }
        if (found) {
            sink.value(Expiry.value(entry.kind(), entry.value()));
        }
        return found;
    }

    /** Milliseconds since 1970, by which values expire. */
    long now() {
        return now.getAsLong();
    }

    /** Reads several keys at one position; the sink of each that is found is called. */
    void readAll(List<MemorySegment> keys, List<? extends ValueSink> sinks) {
        int inside = views.enter();
        try {
            View view = views.present();
            long position = writes.visible();
            for (int i = 0; i < keys.size(); i++) {
                read(view, position, now, keys.get(i), sinks.get(i));
            }
        } finally {
            views.exit(inside);
        }
    }

    Snapshot snapshot() {
        int inside = views.enter();
        try {
            return new Snapshot(this, views, views.present(), writes.visible(), now.getAsLong());
        } finally {
            views.exit(inside);
        }
    }

    @Override
    public long apply(WriteBatch batch) {
        return writes.apply(batch);
    }

    @Override
    public long durablePosition() {
        views.ensureOpen();
        return log.acknowledgedPosition();
    }

    /** With the other modes a position is acknowledged when it is in the kernel. */
    @Override
    public boolean survivesPowerLoss() {
        views.ensureOpen();
        return config.sync() == SyncMode.GROUP;
    }

    @Override
    public void onDurable(LongConsumer listener) {
        views.ensureOpen();
        log.onAcknowledged(listener);
    }

    @Override
    public void requestSync(long position) {
        views.ensureOpen();
        log.requestSync(position);
    }

    /** Waits until all that is visible is acknowledged; throws READ_ONLY. */
    void sync() {
        views.ensureOpen();
        log.awaitAcknowledged(writes.visible());
        log.ensureWritable();
    }

    @Override
    public Cursor cursor(MemorySegment from, MemorySegment to) {
        return cursor(from, to, false);
    }

    Cursor cursor(Range range) {
        return cursor(range.from().segment(), range.to().segment(), range.descending());
    }

    private Cursor cursor(MemorySegment from, MemorySegment to, boolean descending) {
        int inside = views.enter();
        try {
            return cursor(views.present(), writes.visible(), now.getAsLong(), from, to, descending);
        } finally {
            views.exit(inside);
        }
    }

    /** Within a call: a cursor over a view at a time. */
    Cursor cursor(View view, long position, long at, Range range) {
        return cursor(
                view,
                position,
                at,
                range.from().segment(),
                range.to().segment(),
                range.descending());
    }

    private Cursor cursor(
            View view,
            long position,
            long at,
            MemorySegment from,
            MemorySegment to,
            boolean descending) {
        EntryCursor entries =
                descending
                        ? view.descending(from, to, position, env.merge())
                        : view.cursor(from, to, position, env.merge());
        return new EngineCursor(views, view, entries, descending ? from : to, descending, at);
    }

    /** Makes tables of all that is in memory. */
    void flush() {
        background.flushNow(writes::rotateIfUsed);
    }

    /** As {@link #flush}, and merges all tables into the bottom level. */
    void compact() {
        orThrow(() -> background.compactFully(writes::rotateIfUsed));
    }

    /** Has another strategy pick from now on. */
    void follow(CompactionStrategy strategy) {
        views.ensureOpen();
        background.follow(strategy);
    }

    /** Makes a second store in an empty directory; answers the position it holds. */
    long checkpoint(Directory target) {
        long[] position = {0};
        Background.Errand errand =
                () -> {
                    Version version = background.version();
                    position[0] = version.flushed();
                    checkpoints.make(target, views.present().tables(), version);
                    reporter.tell(new StoreEvent.Checkpointed(target.describe(), position[0]));
                };
        orThrow(() -> background.afterFlush(writes::rotateIfUsed, errand));
        return position[0];
    }

    private static void orThrow(Background.Errand errand) {
        try {
            errand.run();
        } catch (IOException failed) {
            throw new StorageException(
                    failed instanceof Directory.DiskFullException
                            ? StorageException.Kind.READ_ONLY
                            : StorageException.Kind.IO,
                    String.valueOf(failed.getMessage()),
                    failed);
        }
    }

    /** Tables, oldest first: in this order their damage can be taken out as it is found. */
    @Override
    public List<String> files() {
        return scrub.files();
    }

    /**
     * Tells the damage of a table, as one place: between its keys lies all that is lost of it. Any
     * file that it looks at counts as read in full.
     */
    @Override
    public long scrub(String file, Consumer<Damage> found) {
        Scrub.Result[] result = {new Scrub.Result(0, Optional.empty())};
        orThrow(() -> result[0] = scrub.run(file));
        result[0].damage().ifPresentOrElse(found, () -> background.isSound(file));
        return result[0].bytes();
    }

    /**
     * Throws CORRUPT when the file has more damage by now than was told, or an older file that has
     * to be written anew has some: that file is to be scrubbed, and its damage taken out first.
     */
    @Override
    public void excise(Damage damage) {
        orThrow(() -> background.excise(damage));
    }

    StoreStatistics details() {
        int inside = views.enter();
        try {
            View view = views.present();
            Counters done = reporter.counters();
            return new StoreStatistics(
                    writes.visible(),
                    log.size(),
                    memtableBytes(view),
                    view.memtables().size(),
                    levels(view.levels()),
                    view.runs(),
                    tables.spareBytes(),
                    tables.cache().used(),
                    guideBytes(view),
                    tables.cache().misses(),
                    done.flushes.sum(),
                    done.flushedBytes.sum(),
                    done.compactions.sum(),
                    done.compactedBytesRead.sum(),
                    done.compactedBytesWritten.sum(),
                    done.tablesMoved.sum(),
                    done.delayNanos.sum(),
                    done.stalls.sum(),
                    done.appliedBytes.sum(),
                    done.pointReads.sum());
        } finally {
            views.exit(inside);
        }
    }

    private static List<StoreStatistics.Level> levels(Levels levels) {
        return IntStream.rangeClosed(0, Levels.BOTTOM)
                .mapToObj(levels::at)
                .map(tables ->
                        new StoreStatistics.Level(
                                tables.size(),
                                tables.stream().mapToLong(TableMeta::bytes).sum(),
                                tables.stream().mapToLong(TableMeta::entries).sum(),
                                tables.stream().mapToLong(TableMeta::deletes).sum()))
                .toList();
    }

    private static long memtableBytes(View view) {
        return view.memtables().stream().mapToLong(memtable -> memtable.get().bytes()).sum();
    }

    private static long guideBytes(View view) {
        return view.tables().stream().mapToLong(placed -> placed.table().get().guideBytes()).sum();
    }

    @Override
    public Recovery recovery() {
        views.ensureOpen();
        return recovery;
    }

    @Override
    public Statistics statistics() {
        int inside = views.enter();
        try {
            View view = views.present();
            long disk = log.size();
            for (Placed placed : view.tables()) {
                disk += placed.ref().size();
            }
            return new Statistics(disk, view.tables().size(), memtableBytes(view));
        } finally {
            views.exit(inside);
        }
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        views.close();
        writes.flushEnded();
        for (AutoCloseable part :
                List.<AutoCloseable>of(
                        background::close, log::close, views::release, tables::close, lockFile)) {
            try {
                part.close();
            } catch (Exception failed) {
                env.events()
                        .emit(
                                new Event.Note(
                                        Event.Severity.ERROR,
                                        "closing the store failed: " + failed));
            }
        }
    }
}
