/**
 * The outside world as the rest of the code is allowed to see it: time, threads, files.
 *
 * <pre>
 * Machine    what one process of a node stands on: all of the following
 *   Clock      monotonic nanoseconds, wall milliseconds
 *   Scheduler  runs tasks in order, now or later
 *   Lane       a Scheduler whose one thread owns a share of the slices; polls at most one LaneDriver (an I/O poller)
 *   Directory  named files that can be written, read, synced, renamed
 * </pre>
 *
 * State machines receive these by constructor. Production gives them real ones; the simulator gives
 * them virtual time and disks that lose power.
 */
@NullMarked
package dev.cairn.api.env;

import org.jspecify.annotations.NullMarked;
