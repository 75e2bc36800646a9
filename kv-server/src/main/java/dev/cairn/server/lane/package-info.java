/**
 * Lanes: the threads that own the data.
 *
 * <pre>
 *   any thread ── execute ──▶ MPSC queue ─┐
 *   any thread ── after ────▶ TimerHeap ──┼──▶ LaneThread: tasks, due timers, one poll of the I/O driver; again
 *   sockets ────▶ LaneDriver (epoll) ─────┘        waits in the driver, or parked, when there is nothing to do
 * </pre>
 *
 * A lane never blocks on anything but its own wait for work.
 */
@NullMarked
package dev.cairn.server.lane;

import org.jspecify.annotations.NullMarked;
