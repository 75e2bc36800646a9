/**
 * The transport {@code netty}: frames between nodes over TCP.
 *
 * <pre>
 * link(address) ─▶ Dialer ─ connects, greets, reconnects ─┐
 *                                                         ├─▶ PeerLink ─ offer ─▶ Outbox ─▶ socket
 * listen ─▶ Entrance ─▶ PeerReception ─▶ Greeting ────────┘       ◀── FrameDecoder ◀── socket
 * </pre>
 *
 * <b>Two links between two nodes.</b> A node sends what it begins through the link it dialled
 * itself; what comes in through a link that the other dialled may be answered through that link. So
 * each pair of nodes has up to two connections, neither is preferred or dropped in favour of the
 * other, and one direction may work while the other does not. Only a new connection of the
 * <em>same</em> link (the caller's link number) replaces its predecessor, which then is a
 * connection whose end this side has not noticed.
 *
 * <p>A link lives on one lane: its callbacks run there. The bytes are drawn in
 * docs/formats/netty-frames.md.
 */
@NullMarked
package dev.cairn.transport.netty.peer;

import org.jspecify.annotations.NullMarked;
