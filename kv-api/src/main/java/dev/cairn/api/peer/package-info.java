/**
 * What two nodes say to each other before anything else, whatever transport carries it.
 *
 * <pre>
 * caller ── Hello: versions, cluster, link, node ──▶ listener
 *        ◀── HelloAnswer: agreed version, cluster, node; or why not ──
 * </pre>
 *
 * Transports of different modules share this, so that all of them agree, and refuse, alike. How the
 * bodies travel is for each transport; after a refusal or an end the caller waits a {@link
 * dev.cairn.api.peer.Backoff} and begins again.
 */
@NullMarked
package dev.cairn.api.peer;

import org.jspecify.annotations.NullMarked;
