package dev.cairn.lsm;

/**
 * When a position is acknowledged, that is, when the engine tells its durability listener of it.
 */
public enum SyncMode {
    /** When it is on stable storage: one fdatasync serves all who wait. Survives power loss. */
    GROUP,
    /**
     * When it is in the kernel; stable storage follows within an interval. Survives the death of
     * the process.
     */
    INTERVAL,
    /**
     * When it is in the kernel; stable storage follows when the kernel likes. Survives the death of
     * the process.
     */
    NONE
}
