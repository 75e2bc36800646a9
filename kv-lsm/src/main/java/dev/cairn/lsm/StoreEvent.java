package dev.cairn.lsm;

import dev.cairn.api.event.Event;

/** What an {@code lsm} store tells of its life, beside {@link Event.StorageReadOnly}. */
public sealed interface StoreEvent extends Event {
    /**
     * A memtable became a table.
     *
     * @param table the table's number; 0 when there was nothing to keep
     * @param entries in it
     * @param bytes of its file
     */
    record Flushed(long table, long entries, long bytes) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.INFO;
        }

        @Override
        public String message() {
            return "flushed " + entries + " entries to table " + table + " of " + bytes + " bytes";
        }
    }

    /**
     * Tables were merged.
     *
     * @param inputs how many
     * @param outputs how many they became
     * @param target in which level
     * @param bytesRead bytes of the inputs
     * @param bytesWritten bytes of the outputs
     */
    record Compacted(int inputs, int outputs, int target, long bytesRead, long bytesWritten)
            implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.INFO;
        }

        @Override
        public String message() {
            return "merged "
                    + inputs
                    + " tables of "
                    + bytesRead
                    + " bytes to "
                    + outputs
                    + " of "
                    + bytesWritten
                    + " in level "
                    + target;
        }
    }

    /**
     * Tables were taken to a lower level as they are.
     *
     * @param tables how many
     * @param target in which level
     * @param bytes in them
     */
    record Moved(int tables, int target, long bytes) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.INFO;
        }

        @Override
        public String message() {
            return "moved " + tables + " tables of " + bytes + " bytes to level " + target;
        }
    }

    /**
     * A compaction failed; the store goes on with the tables it has.
     *
     * @param detail why
     * @param halted whether there will be no other until damage is taken out or not found any more,
     *     or the store is opened again
     */
    record CompactionFailed(String detail, boolean halted) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String message() {
            return "a compaction failed"
                    + (halted ? ", there will be no other until that is mended: " : ": ")
                    + detail;
        }
    }

    /**
     * Damage was taken out of the store.
     *
     * @param file the file that had it, now in the sub-folder {@code damaged}
     * @param offset where in it, in bytes
     * @param older how many older tables gave up what lay between the lost keys
     */
    record Excised(String file, long offset, int older) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String message() {
            return file
                    + ", corrupt at byte "
                    + offset
                    + ", was taken out of use, with what "
                    + older
                    + " older tables had between the keys that are lost";
        }
    }

    /**
     * The log ended in records that a crash had torn.
     *
     * @param bytes cut off
     */
    record TornTail(long bytes) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String message() {
            return "the log's torn tail of " + bytes + " bytes was cut off";
        }
    }

    /**
     * The store can be opened a second time from another directory.
     *
     * @param directory where
     * @param position what it holds
     */
    record Checkpointed(String directory, long position) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.INFO;
        }

        @Override
        public String message() {
            return "checkpoint of position " + position + " in " + directory;
        }
    }
}
