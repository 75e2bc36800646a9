package dev.cairn.lsm.log;

import java.time.Duration;
import java.util.Optional;

/**
 * When records go to stable storage and when a position counts as acknowledged.
 *
 * @param acknowledgeSynced whether a position is acknowledged when it is on stable storage, else
 *     when it is in the kernel
 * @param interval how often to sync without being asked
 */
public record SyncPolicy(boolean acknowledgeSynced, Optional<Duration> interval) {}
