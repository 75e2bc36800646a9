/**
 * The binary protocol between a client and a node: its messages and their one codec, drawn in
 * docs/formats/native-protocol.md.
 *
 * <pre>
 * client ── Call(id, Request) ──▶ node      Get · Put · Delete · Scan · Resolve · Watch · Unwatch · Ring
 *        ◀── Reply(id, Response) ──         Found · Written · Scanned · Resolved · Watched · Unwatched · Ring · Failed
 * </pre>
 *
 * Calls of one connection may be in flight together, and their replies come in any order, told
 * apart by their ids. Both kv-client and the server's protocol stand on this package; nothing here
 * opens a socket.
 */
@NullMarked
package dev.cairn.api.nativeprotocol;

import org.jspecify.annotations.NullMarked;
