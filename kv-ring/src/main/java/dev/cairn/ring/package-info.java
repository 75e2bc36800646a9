/**
 * The front door for programs that use the ring alone: {@link dev.cairn.ring.Ring}. A server finds
 * the same parts as plugins, through {@link java.util.ServiceLoader}.
 *
 * <pre>
 *            Ring                    key ─▶ preference list
 *      ┌──────┼────────┐
 *    vnode  fixed  placement         topology ─▶ positions ─▶ preference lists
 *      └──┬───┘
 *       claim                        who takes which slice, fairly and with little movement
 *       token                        key ─▶ 64 bits
 * </pre>
 *
 * No state, no I/O, no clock: pure functions of keys and topologies, callable on any thread.
 */
@NullMarked
package dev.cairn.ring;

import org.jspecify.annotations.NullMarked;
