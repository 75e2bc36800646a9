/**
 * Sockets: one to each node, many calls in flight on it.
 *
 * <pre>
 * Connections ── one a node ──▶ Connection ──▶ Outbox ──▶ writer thread ──▶ socket
 *                                   ▲ pending calls by id                     │
 *                                   └───────────── reader thread ◀────────────┘
 * </pre>
 *
 * Threads are virtual. Nothing here knows keys, rings or retries: a call is answered, or its
 * connection is lost.
 */
@NullMarked
package dev.cairn.client.connection;

import org.jspecify.annotations.NullMarked;
