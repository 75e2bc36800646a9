package dev.cairn.lsm.compaction;

import dev.cairn.api.env.Directory;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.table.TableInfo;
import dev.cairn.lsm.table.TableWriter;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Writes what a cursor shows into one table: the machine of flushes and compactions alike. */
public final class Compaction {
    private Compaction() {}

    /** Is asked after every block. */
    @FunctionalInterface
    public interface Pause {
        /**
         * Does what may not wait; throws {@link CancellationException} when the table is not wanted
         * any more.
         */
        void afterBlock();
    }

    /**
     * Writes table {@code number}; empty, and no file, when there are no entries. On any failure
     * the file is deleted.
     *
     * @param expectedEntries at least about as many as there are
     */
    public static Optional<TableInfo> write(
            Directory directory,
            long number,
            EntryCursor entries,
            long expectedEntries,
            Pause pause)
            throws IOException {
        if (!entries.next()) {
            return Optional.empty();
        }
        try (TableWriter writer = new TableWriter(directory, number, expectedEntries)) {
            do {
                if (writer.add(entries.kind(), entries.key(), entries.value())) {
                    pause.afterBlock();
                }
            } while (entries.next());
            return Optional.of(writer.finish());
        }
    }
}
