package dev.cairn.lsm;

import dev.cairn.api.env.Directory;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.area.Areas;
import dev.cairn.lsm.compaction.Compaction;
import dev.cairn.lsm.epoch.Epochs;
import dev.cairn.lsm.manifest.TableRef;
import dev.cairn.lsm.memtable.Memtable;
import dev.cairn.lsm.spi.BlockCodec;
import dev.cairn.lsm.spi.FilterPolicy;
import dev.cairn.lsm.spi.Levels;
import dev.cairn.lsm.table.Table;
import dev.cairn.lsm.table.TableCache;
import dev.cairn.lsm.table.TableInfo;
import dev.cairn.lsm.table.TableServices;
import dev.cairn.lsm.table.TableSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/**
 * Makes memtables, and writes and opens tables. Tables are given up off the hot path, and memory is
 * freed there: that takes up to milliseconds, deleting a file more.
 */
final class Tables implements AutoCloseable {
    /** A memtable is made for pairs of this size; more of them cost it a copy of its hash table. */
    private static final int LARGE_PAIR_BYTES = 400;

    /**
     * Larger blocks pack denser, in less time a byte; most of the data lies in the bottom level.
     */
    private static final int BOTTOM_BLOCK_BYTES = 8192;

    private final StorageEngine.Env env;
    private final Areas areas;
    private final TableCache cache;
    private final TableServices services;
    private final LongSupplier numbers;
    private final TableSpec flushed;
    private final TableSpec upper;
    private final TableSpec bottom;
    private final long tableBytes;
    private final ReadMode reads;

    /** Throws {@link IllegalArgumentException} when the configuration names what is not there. */
    Tables(LsmConfig config, StorageEngine.Env env, Epochs epochs, LongSupplier numbers) {
        this.env = env;
        this.areas = new Areas(config.memtableBytes());
        this.cache = new TableCache(config.cacheBytes(), epochs);
        this.services = TableServices.load();
        this.numbers = numbers;
        FilterPolicy filter = services.filter(config.filter());
        Optional<BlockCodec> codec = services.codec(config.codec());
        this.flushed = new TableSpec(codec.map(BlockCodec::hasty), filter);
        this.upper = new TableSpec(codec, filter);
        this.bottom =
                new TableSpec(services.codec(config.bottomCodec()), filter, BOTTOM_BLOCK_BYTES);
        this.tableBytes = config.memtableBytes();
        this.reads = config.reads();
    }

    /** How tables of a level are written. */
    TableSpec spec(int level) {
        return level == Levels.BOTTOM ? bottom : level == 0 ? flushed : upper;
    }

    /** What writes tables of a level; in level 0, whatever is given becomes one table. */
    Compaction machine(int level) {
        return new Compaction(
                env.directory(), numbers, spec(level), level == 0 ? Long.MAX_VALUE : tableBytes);
    }

    Counted<Memtable> memtable(long firstSegment) {
        return new Counted<>(
                new Memtable(
                        firstSegment, tableBytes / LARGE_PAIR_BYTES, areas, env.clock().nanos()),
                memtable -> close(memtable.get()));
    }

    /**
     * At once, so that the next memtable finds the memory; only what is freed waits for a thread.
     */
    private void close(Memtable memtable) {
        memtable.close();
        if (areas.isOverfull()) {
            later(areas::trim);
        }
    }

    /** Opens a table and checks what tells where its parts are. */
    Table open(long number) throws IOException {
        return Table.open(file(Table.fileName(number)), number, services, cache);
    }

    /**
     * Opens a table of the version. One that is damaged is opened too, if it is known which keys it
     * has: reads of these tell the damage, and others go on. A sound one that is not what the
     * manifest tells is CORRUPT.
     */
    Placed open(TableRef ref) throws IOException {
        Table table;
        try {
            table = open(ref.number());
        } catch (StorageException told) {
            if (told.kind() != StorageException.Kind.CORRUPT || !ref.tellsKeys()) {
                throw told;
            }
            env.events().emit(event(told));
            return new Placed(ref, counted(damaged(ref)));
        }
        TableInfo info = table.info();
        TableRef found = ref.from(info.smallest(), info.largest());
        if (info.size() != ref.size() || ref.tellsKeys() && !found.equals(ref)) {
            table.close();
            throw StorageException.corrupt(
                    Table.fileName(ref.number()),
                    info.size(),
                    "the manifest tells of another table, of " + ref.size() + " bytes");
        }
        return new Placed(found, counted(table));
    }

    private Table damaged(TableRef ref) throws IOException {
        TableInfo known =
                new TableInfo(ref.number(), ref.size(), 1, ref.smallest(), ref.largest(), 0, 0, 0);
        return Table.damaged(file(Table.fileName(ref.number())), known, services, cache);
    }

    /** What is told of damage. */
    static Event event(StorageException damage) {
        return new Event.CorruptionFound(
                damage.file(), damage.offset(), String.valueOf(damage.getMessage()));
    }

    private Counted<Table> counted(Table table) {
        return new Counted<>(table, unused -> later(() -> close(unused)));
    }

    private Directory.ReadableFile file(String name) throws IOException {
        return switch (reads) {
            case PREAD -> env.directory().open(name);
            case MAPPED -> env.directory().openMapped(name);
        };
    }

    /**
     * Opens tables just written, all or, when one fails, none; filters and indexes too, since reads
     * come soon and what was written is still in the kernel's cache.
     */
    List<Placed> place(List<TableInfo> written, long newest, int level) throws IOException {
        List<Placed> placed = new ArrayList<>();
        try {
            for (TableInfo table : written) {
                var ref =
                        new TableRef(
                                table.number(),
                                table.size(),
                                newest,
                                level,
                                table.smallest(),
                                table.largest());
                Placed opened = new Placed(ref, counted(open(table.number())));
                placed.add(opened);
                opened.table().get().load();
            }
            return placed;
        } catch (IOException | RuntimeException failed) {
            for (Placed opened : placed) {
                opened.table().get().close();
            }
            for (TableInfo table : written) {
                env.directory().delete(Table.fileName(table.number()));
            }
            throw failed;
        }
    }

    /** Bytes kept for memtables to come. */
    long spareBytes() {
        return areas.idleBytes();
    }

    TableCache cache() {
        return cache;
    }

    /** Frees what is not in use, and the cache; nobody reads any more. */
    @Override
    public void close() {
        areas.close();
        cache.close();
    }

    private void close(Counted<Table> table) {
        try {
            table.get().close();
            if (table.isObsolete()) {
                env.directory().delete(Table.fileName(table.get().info().number()));
            }
        } catch (IOException failed) {
            env.events()
                    .emit(
                            new Event.Note(
                                    Event.Severity.WARNING,
                                    "closing a table failed: " + failed.getMessage()));
        }
    }

    private void later(Runnable task) {
        try {
            env.background().execute(task);
        } catch (RejectedExecutionException stopped) {
            task.run();
        }
    }
}
