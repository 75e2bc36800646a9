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

    /** What a disk is asked to do. */
    public enum Operation {
        /** Append bytes to a file. */
        WRITE,
        /** Put the bytes of a file, or the names of a directory, on the platter. */
        SYNC,
        /** Make a file, or a link to one. */
        CREATE,
        /** Rename, cut or delete a file. */
        NAME,
        /** Read bytes. */
        READ
    }

    /** What comes of it. */
    public enum Effect {
        /** It is done. */
        DONE,
        /** It fails; a sync that fails loses what was to be synced. */
        FAIL,
        /** It fails because the disk is full. */
        FULL,
        /** A write is cut off in the middle, as when the process dies; else as {@link #DEAD}. */
        TEAR,
        /** It fails and changes nothing, since the process is dead. */
        DEAD
    }

    /**
     * Decides about each operation as it comes; called under a lock, so it must not use the disk.
     */
    @FunctionalInterface
    public interface Fate {
        /** The effect of an operation on the file of that path. */
        Effect of(Operation operation, String file);
    }

    /** Thrown to a process that is dead. */
    static final class DeadException extends IOException {
        private static final long serialVersionUID = 1L;

        DeadException(String file) {
            super("the process died before it reached " + file);
        }
    }

    private Fate fate = (operation, file) -> Effect.DONE;
    private Predicate<String> failingReads = NONE;
    private Predicate<String> failingWrites = NONE;
    private Predicate<String> failingSyncs = NONE;
    private boolean lyingSyncs;
    private long freeBytes = Long.MAX_VALUE;
    private long reads;
    private long writes;
    private long syncs;

    DiskFaults() {}

    /** Has each operation decided about from now on, beside what the other settings say. */
    public synchronized void decide(Fate decisions) {
        fate = decisions;
    }

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
        fate = (operation, file) -> Effect.DONE;
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
        refuse(fate.of(Operation.READ, file), file);
        if (failingReads.test(file)) {
            throw new IOException("simulated read error in " + file);
        }
    }

    /** How many of the bytes get there before the process dies, at times fewer than all. */
    synchronized int write(String file, int bytes) throws IOException {
        writes++;
        Effect effect = fate.of(Operation.WRITE, file);
        if (effect == Effect.TEAR && bytes > 0) {
            return (int) (writes * 31 % bytes);
        }
        refuse(effect, file);
        failIfToldTo(file);
        if (bytes > freeBytes) {
            throw full(file);
        }
        freeBytes -= bytes;
        return bytes;
    }

    synchronized void change(Operation operation, String file) throws IOException {
        refuse(fate.of(operation, file), file);
        failIfToldTo(file);
    }

    private void failIfToldTo(String file) throws IOException {
        if (failingWrites.test(file)) {
            throw new IOException("simulated write error in " + file);
        }
    }

    private static DiskFullException full(String file) {
        return new DiskFullException(
                "no space left for " + file, new IOException("simulated full disk"));
    }

    private static void refuse(Effect effect, String file) throws IOException {
        switch (effect) {
            case DONE -> {}
            case FAIL -> throw new IOException("simulated error in " + file);
            case FULL -> throw full(file);
            case TEAR, DEAD -> throw new DeadException(file);
        }
    }

    /** Whether the sync has an effect; throws when it fails. */
    synchronized boolean sync(String file) throws IOException {
        syncs++;
        refuse(fate.of(Operation.SYNC, file), file);
        if (failingSyncs.test(file)) {
            throw new IOException("simulated sync error in " + file);
        }
        return !lyingSyncs;
    }
}
