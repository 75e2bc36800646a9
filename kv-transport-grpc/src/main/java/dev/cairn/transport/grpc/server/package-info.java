/**
 * A port, and the one gRPC server behind it, whose services come and go.
 *
 * <pre>
 * first connection ─▶ GrpcPort ─ starts ─▶ io.grpc.Server ─ every call ─▶ ServiceTable
 *                        │                      ▲                           ▲       ▲
 *                        └─ BoundServerChannel ─┘                  clients ─┘       └─ peers
 * </pre>
 *
 * Clients have a port of their own, or that of the transport {@code grpc} where both are told the
 * same address; nothing else differs.
 */
@NullMarked
package dev.cairn.transport.grpc.server;

import org.jspecify.annotations.NullMarked;
