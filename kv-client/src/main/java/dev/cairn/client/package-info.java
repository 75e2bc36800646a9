/**
 * The Java client.
 *
 * <pre>
 * CairnClient ──▶ retry: a call until it is answered ──▶ routing: which node next
 *  └ blocking()              │
 *                            └────────────────────────▶ connection: pipelined calls on one socket a node
 * </pre>
 *
 * A call fails over to another node when its connection breaks or stays silent. A write is sent
 * again under the same operation id, so that it applies once however often it arrives.
 */
@NullMarked
package dev.cairn.client;

import org.jspecify.annotations.NullMarked;
