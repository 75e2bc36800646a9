package dev.cairn.lsm;

import dev.cairn.api.env.Directory;
import dev.cairn.lsm.manifest.Edit;
import dev.cairn.lsm.manifest.Manifest;
import dev.cairn.lsm.manifest.Version;
import dev.cairn.lsm.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The way of an edit into the manifest. Tables of one that failed stay until it is certain that it
 * does not count. Flushes and compactions take turns. Safe for all threads.
 */
final class Edits {
    private final Directory directory;
    private final Manifest manifest;
    private final List<String> abandoned = new ArrayList<>();

    Edits(Directory directory, Manifest manifest) {
        this.directory = directory;
        this.manifest = manifest;
    }

    /**
     * Settles what became of an edit that failed; only then its tables may go, and others be
     * written.
     */
    synchronized void settle() throws IOException {
        manifest.settle();
        for (String file : abandoned) {
            directory.delete(file);
        }
        abandoned.clear();
    }

    /** Puts an edit that brings {@code added} on stable storage; closes those when it fails. */
    synchronized void commit(Edit edit, List<Placed> added) throws IOException {
        try {
            manifest.append(edit);
        } catch (IOException failed) {
            for (Placed placed : added) {
                placed.table().get().close();
                abandoned.add(Table.fileName(placed.ref().number()));
            }
            throw failed;
        }
    }

    synchronized Version version() {
        return manifest.version();
    }

    synchronized void close() throws IOException {
        manifest.close();
    }
}
