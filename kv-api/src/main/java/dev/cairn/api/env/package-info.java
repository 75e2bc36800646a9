/**
 * The outside world as the rest of the code is allowed to see it: time, threads, files.
 *
 * <pre>
 * Clock      monotonic nanoseconds, wall milliseconds
 * Lane       one thread that owns a share of the slices; runs tasks, timers and at most one LaneDriver (an I/O poller)
 * Directory  named files that can be written, read, synced, renamed
 * </pre>
 *
 * State machines receive these by constructor. Production gives them real ones; the simulator gives
 * them virtual time and disks that lose power.
 */
@NullMarked
package dev.cairn.api.env;

import org.jspecify.annotations.NullMarked;
