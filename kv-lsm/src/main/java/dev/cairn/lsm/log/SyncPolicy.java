package dev.cairn.lsm.log;

import dev.cairn.api.env.Scheduler;
import java.time.Duration;
import java.util.Optional;

/**
 * When records go to stable storage and when a position counts as acknowledged.
 *
 * @param acknowledgeSynced whether a position is acknowledged when it is on stable storage, else
 *     when it is in the kernel
 * @param interval how often to sync without being asked
 * @param on where syncs run; a thread of the log's own when empty
 */
public record SyncPolicy(
        boolean acknowledgeSynced, Optional<Duration> interval, Optional<Scheduler> on) {
    /** A policy that has a thread of its own carry it out. */
    public SyncPolicy(boolean acknowledgeSynced, Optional<Duration> interval) {
        this(acknowledgeSynced, interval, Optional.empty());
    }

    /** Whether records go to stable storage when the kernel likes. */
    boolean isLeftToKernel() {
        return !acknowledgeSynced && interval.isEmpty();
    }
}
