package dev.cairn.lsm;

import dev.cairn.api.event.Event;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.log.CommitLog;
import dev.cairn.lsm.manifest.Manifest;
import dev.cairn.lsm.memtable.Memtable;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** An open store. Made by {@link Opening}. */
final class LsmEngine implements StorageEngine {
    private final LsmConfig config;
    private final Env env;
    private final Views views;
    private final CommitLog log;
    private final WritePath writes;
    private final Background background;
    private final Tables tables;
    private final Recovery recovery;
    private final AutoCloseable lockFile;
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
        this.views = views;
        this.log = log;
        this.background =
                new Background(
                        config,
                        env,
                        log,
                        manifest,
                        views,
                        tables,
                        Strategies.named(config.compaction(), config.memtableBytes()));
        this.writes = new WritePath(config, env.merge(), log, views, background, tables, numbers);
        this.tables = tables;
        this.recovery = recovery;
        this.lockFile = lockFile;
        background.onFlushEnded(writes::flushEnded);
        background.schedule();
    }

    @Override
    public Lookup tryRead(MemorySegment key, ValueSink sink) {
        int inside = views.enter();
        try {
            View view = views.present();
            Entry entry = view.find(key, writes.visible(), false, env.merge());
            return switch (entry.kind()) {
                case PUT -> {
                    sink.value(entry.value());
                    yield Lookup.FOUND;
                }
                case UNREAD -> Lookup.WOULD_BLOCK;
                case DELETE, NONE, MERGE -> Lookup.ABSENT;
            };
        } finally {
            views.exit(inside);
        }
    }

    @Override
    public boolean read(MemorySegment key, ValueSink sink) {
        int inside = views.enter();
        try {
            View view = views.present();
            Entry entry = view.find(key, writes.visible(), true, env.merge());
            boolean found = entry.kind() == EntryKind.PUT;
            if (found) {
                sink.value(entry.value());
            }
            return found;
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

    @Override
    public Cursor cursor(MemorySegment from, MemorySegment to) {
        int inside = views.enter();
        try {
            View view = views.present();
            return new EngineCursor(
                    views, view, view.cursor(from, to, writes.visible(), env.merge()), to);
        } finally {
            views.exit(inside);
        }
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
            long memory = 0;
            for (Counted<Memtable> memtable : view.memtables()) {
                memory += memtable.get().bytes();
            }
            return new Statistics(disk, view.tables().size(), memory);
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
