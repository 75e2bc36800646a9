package dev.cairn.lsm;

import dev.cairn.api.event.Event;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.lsm.memtable.Memtable;
import dev.cairn.lsm.table.BlockCache;
import dev.cairn.lsm.table.Table;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;

/**
 * Makes memtables and opens tables so that they are given up off the hot path: freeing shared
 * memory takes up to milliseconds, deleting a file more.
 */
final class Tables {
    private final StorageEngine.Env env;
    private final BlockCache cache;

    Tables(StorageEngine.Env env, BlockCache cache) {
        this.env = env;
        this.cache = cache;
    }

    Counted<Memtable> memtable(long firstSegment) {
        return new Counted<>(new Memtable(firstSegment), memtable -> later(memtable.get()::close));
    }

    Counted<Table> open(long number) throws IOException {
        return new Counted<>(
                Table.open(env.directory(), number, cache), table -> later(() -> close(table)));
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
