package dev.cairn.examples.rocksdb;

import dev.cairn.api.env.Directory;
import java.io.IOException;

/**
 * A file that is there while no process has the store open and the last one closed it. RocksDB does
 * not tell a close from a crash.
 */
final class CleanMark {
    private static final String NAME = "CLEAN";
    private static final String STARTED = "STARTED";

    private final Directory directory;

    CleanMark(Directory directory) {
        this.directory = directory;
    }

    /** Takes the mark away; whether it was there, or the store is new. */
    boolean take() throws IOException {
        boolean clean = directory.exists(NAME) || !directory.exists(STARTED);
        if (!directory.exists(STARTED)) {
            make(STARTED);
        }
        directory.delete(NAME);
        directory.syncNames();
        return clean;
    }

    /** Puts the mark there; the store's bytes must be on stable storage. */
    void put() throws IOException {
        make(NAME);
    }

    private void make(String name) throws IOException {
        directory.create(name).close();
        directory.syncNames();
    }
}
