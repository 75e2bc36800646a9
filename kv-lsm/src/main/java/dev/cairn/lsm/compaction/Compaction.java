package dev.cairn.lsm.compaction;

import dev.cairn.api.env.Directory;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.table.Table;
import dev.cairn.lsm.table.TableInfo;
import dev.cairn.lsm.table.TableSpec;
import dev.cairn.lsm.table.TableWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;

/**
 * Writes what a cursor shows into tables: the machine of flushes and compactions alike.
 *
 * @param directory where the tables go
 * @param numbers gives table numbers not used before
 * @param spec how they are written
 * @param tableBytes a table that has grown to this is ended and another begun
 */
public record Compaction(
        Directory directory, LongSupplier numbers, TableSpec spec, long tableBytes) {
    /** Is asked after every block. */
    @FunctionalInterface
    public interface Pause {
        /**
         * Does what may not wait; throws {@link CancellationException} when the tables are not
         * wanted any more.
         *
         * @param bytes written since the last call
         */
        void afterBlock(long bytes);
    }

    /**
     * Writes the tables, by key; none when there are no entries. On any failure all its files are
     * deleted.
     *
     * @param expectedEntries at least about as many as there are
     */
    public List<TableInfo> write(EntryCursor entries, long expectedEntries, Pause pause)
            throws IOException {
        List<TableInfo> written = new ArrayList<>();
        long left = expectedEntries;
        try {
            boolean more = entries.next();
            while (more) {
                try (TableWriter writer =
                        new TableWriter(directory, numbers.getAsLong(), spec, Math.max(1, left))) {
                    more = fill(writer, entries, pause);
                    written.add(writer.finish());
                    left -= written.getLast().entries();
                }
            }
            return written;
        } catch (IOException | RuntimeException | Error failed) {
            for (TableInfo table : written) {
                directory.delete(Table.fileName(table.number()));
            }
            throw failed;
        }
    }

    /** Adds entries until the table is full; whether there is one more. */
    private boolean fill(TableWriter writer, EntryCursor entries, Pause pause) throws IOException {
        long told = 0;
        boolean full = false;
        boolean more = true;
        while (more && !full) {
            if (writer.add(entries.kind(), entries.key(), entries.value())) {
                pause.afterBlock(writer.size() - told);
                told = writer.size();
                full = told >= tableBytes;
            }
            more = entries.next();
        }
        return more;
    }
}
