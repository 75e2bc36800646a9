package dev.cairn.lsm;

import dev.cairn.api.env.Directory;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.log.CommitLog;
import dev.cairn.lsm.log.LogSegments;
import dev.cairn.lsm.log.SyncPolicy;
import dev.cairn.lsm.manifest.Manifest;
import dev.cairn.lsm.manifest.Version;
import dev.cairn.lsm.table.Table;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Makes a second store of the same tables: links to their files, an empty log behind them, and at
 * last the manifest, so that what a crash leaves is no store.
 */
record Checkpoint(Directory source, LongSupplier numbers) {
    /** Makes it in an empty directory of the tables of {@code present}. */
    void make(Directory target, List<Placed> tables, Version present) throws IOException {
        if (!target.list().isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.REFUSED, target.describe() + " is not empty", null);
        }
        for (Placed table : tables) {
            source.link(Table.fileName(table.ref().number()), target);
        }
        long segment = numbers.getAsLong();
        long position = present.flushed();
        var version = new Version(present.tables(), segment, position, present.dated());
        CommitLog.open(
                        target,
                        new LogSegments(List.of()),
                        segment,
                        position,
                        new SyncPolicy(true, Optional.empty()),
                        EventSink.NONE)
                .close();
        target.syncNames();
        Manifest.start(target, numbers, version).close();
    }
}
