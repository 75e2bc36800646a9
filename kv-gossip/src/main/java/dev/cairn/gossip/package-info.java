/**
 * The front door for programs that use gossip alone: {@link dev.cairn.gossip.Gossip}. A server
 * finds the same parts as plugins, through {@link java.util.ServiceLoader}.
 *
 * <pre>
 *          ticks, messages                          messages, opinions
 *   lane ───────────────────▶ heartbeat, swim ───────────────────────▶ Env
 *                               admission       whose messages count
 *        ───────────────────▶ dissemination   ───────────────────────▶
 *                             seeds            addresses to begin with
 * </pre>
 *
 * One lane drives each of them. Nothing here knows how a message travels.
 */
@NullMarked
package dev.cairn.gossip;

import org.jspecify.annotations.NullMarked;
