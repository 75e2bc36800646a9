package dev.cairn.testkit.sim;

import dev.cairn.api.env.Directory.DiskFullException;
import java.io.IOException;
import java.util.function.Predicate;

/**
 * What a simulated disk does wrong, and how often it was asked. Everything works until told
 * otherwise; each setting holds until {@link #heal}. Shared by a directory and all its children.
 * Safe for all threads.
 */
public final class DiskFaults {
    private static final Predicate<String> NONE = name -> false;

    private Predicate<String> failingReads = NONE;
    private Predicate<String> failingWrites = NONE;
    private Predicate<String> failingSyncs = NONE;
    private boolean lyingSyncs;
    private long freeBytes = Long.MAX_VALUE;
    private long reads;
    private long writes;
    private long syncs;

    DiskFaults() {}

    /** Reading the files of these names fails. */
    public synchronized void failReads(Predicate<String> names) {
        failingReads = names;
    }

    /** Making, writing, renaming and deleting the files of these names fails. */
    public synchronized void failWrites(Predicate<String> names) {
        failingWrites = names;
    }

    /**
     * Syncing the files of these names fails, and loses what was to be synced: a later sync
     * succeeds without it, as Linux does.
     */
    public synchronized void failSyncs(Predicate<String> names) {
        failingSyncs = names;
    }

    /** Syncs return and do nothing, as a disk with a volatile cache may. */
    public synchronized void lieAboutSyncs() {
        lyingSyncs = true;
    }

    /** Only so many bytes more may be written. */
    public synchronized void leaveFree(long bytes) {
        freeBytes = bytes;
    }

    /** Everything works again from now on; what was lost stays lost. */
    public synchronized void heal() {
        failingReads = NONE;
        failingWrites = NONE;
        failingSyncs = NONE;
        lyingSyncs = false;
        freeBytes = Long.MAX_VALUE;
    }

    /** Calls of read so far, failed ones included. */
    public synchronized long reads() {
        return reads;
    }

    /** Calls of write so far, failed ones included. */
    public synchronized long writes() {
        return writes;
    }

    /** Calls of sync so far, failed ones included. */
    public synchronized long syncs() {
        return syncs;
    }

    synchronized void read(String file) throws IOException {
        reads++;
        if (failingReads.test(file)) {
            throw new IOException("simulated read error in " + file);
        }
    }

    synchronized void write(String file, int bytes) throws IOException {
        writes++;
        change(file);
        if (bytes > freeBytes) {
            throw new DiskFullException(
                    "no space left for " + file, new IOException("simulated full disk"));
        }
        freeBytes -= bytes;
    }

    synchronized void change(String file) throws IOException {
        if (failingWrites.test(file)) {
            throw new IOException("simulated write error in " + file);
        }
    }

    /** Whether the sync has an effect; throws when it fails. */
    synchronized boolean sync(String file) throws IOException {
        syncs++;
        if (failingSyncs.test(file)) {
            throw new IOException("simulated sync error in " + file);
        }
        return !lyingSyncs;
    }
}
