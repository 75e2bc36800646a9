/**
 * Which node to ask for a key, and which one next when it does not answer.
 *
 * <pre>
 * key ── Partitioner ──▶ token ──▶ slice ── RingMap ──▶ owners, then everybody else
 * </pre>
 *
 * The ring comes from a node and is asked for again when an answer carries a newer epoch.
 */
@NullMarked
package dev.cairn.client.routing;

import org.jspecify.annotations.NullMarked;
