package dev.cairn.lsm;

/** How blocks that are not in the cache are read from tables. */
public enum ReadMode {
    /** By a positional read. What the disk does holds up the reader alone. */
    PREAD,
    /**
     * From a mapping of the file: cheaper while the kernel holds the file in memory. A page that it
     * does not is read within an access to memory, and until it is there, all threads of the
     * program wait whenever the JVM asks them to halt (a safepoint).
     */
    MAPPED
}
