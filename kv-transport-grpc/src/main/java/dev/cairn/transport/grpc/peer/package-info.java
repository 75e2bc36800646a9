/**
 * The transport {@code grpc}: frames between nodes, by one call of a bidirectional method for each
 * connection of a link.
 *
 * <pre>
 * link(address) ─▶ Dialer ─ calls, greets, calls again ─┐                   ┌─▶ Outbox ─▶ Chunks ─▶ call
 *                                                       ├─▶ PeerConnection ─┤
 * GrpcPort ─▶ PeerReception ─ judges the hello ─────────┘    (PeerLink)     └── FrameCutter ◀── Chunks ◀── call
 *
 * gRPC's thread ─ Handover ─▶ the link's lane: everything above but the reading of a chunk
 * </pre>
 *
 * A call's two directions are each a stream of bytes, cut into messages wherever it suits: many
 * small frames in one, a large one in many. So gRPC's cost a message is shared, and no message is
 * large. The hello and its answer are metadata of the call; a refusal is its status. Two nodes have
 * up to two links, as with the transport {@code netty}, each over a connection of its own.
 *
 * <p>Flow control is gRPC's, behind two bounds of ours: what waits to be sent, and how many
 * messages are asked for before the lane has taken them. The bytes are drawn in
 * docs/formats/grpc-frames.md.
 */
@NullMarked
package dev.cairn.transport.grpc.peer;

import org.jspecify.annotations.NullMarked;
