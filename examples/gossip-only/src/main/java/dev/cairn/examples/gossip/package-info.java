/**
 * A chat-like membership watcher: who is here, who falls silent, who is dead, who is back.
 *
 * <pre>
 * Watch     one thread: ticks, datagrams, typed lines
 *   │
 * Mail      UDP: kind, sender's name, message ──▶ FailureDetector, Dissemination
 * </pre>
 */
@NullMarked
package dev.cairn.examples.gossip;

import org.jspecify.annotations.NullMarked;
