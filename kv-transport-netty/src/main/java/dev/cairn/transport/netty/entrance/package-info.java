/**
 * The port that peers and native clients share: the first bytes of a connection tell which of the
 * two calls.
 *
 * <pre>
 * Listener ─▶ Entrance ─ first message begins with ─┬─ 0x80 ─▶ Reception of CLIENT (the native protocol)
 *                                                   └─ else ─▶ Reception of PEER   (the peer transport)
 * </pre>
 *
 * Both protocols begin with a length of four bytes; nothing is consumed here, so each reception
 * reads its own handshake from the first byte on.
 */
@NullMarked
package dev.cairn.transport.netty.entrance;

import org.jspecify.annotations.NullMarked;
