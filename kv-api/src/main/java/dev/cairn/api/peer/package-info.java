/**
 * What links between two nodes have in common, whatever transport carries them: what the nodes say
 * to each other before anything else, and what a link is to its users.
 *
 * <pre>
 * caller ── Hello: versions, cluster, link, node ──▶ listener
 *        ◀── HelloAnswer: agreed version, cluster, node; or why not ──
 * </pre>
 *
 * Transports of different modules share this, so that all of them agree, and refuse, alike. How the
 * bodies travel is for each transport.
 *
 * <pre>
 * dialled:  Redial ─ attempts, with a Backoff ─▶ Connection ─▶ PeerLink ─▶ Delivery ─▶ FrameHandler
 * accepted: AcceptedLinks, one a caller's link ─▶ Connection ─▶ PeerLink ─▶ Delivery
 * </pre>
 *
 * The transport makes connections and moves their bytes; the rest is here.
 */
@NullMarked
package dev.cairn.api.peer;

import org.jspecify.annotations.NullMarked;
