/**
 * The client protocol {@code grpc}: its name, its configuration, its start. Clients are served by
 * the room {@code client}, peers by the room {@code peer}; both at a port of the room {@code
 * server}. Messages for clients are generated from {@code cairn/v1/cairn.proto}.
 *
 * <pre>
 * GrpcProtocolProvider ── GrpcConfig ──▶ client.GrpcClients ─▶ server.GrpcPort ─▶ tls
 *                                        peer.GrpcTransport ────────▲
 * link.GrpcLinkProvider ─▶ link.GrpcLink    the other end: kv-client's
 * </pre>
 */
@NullMarked
package dev.cairn.transport.grpc;

import org.jspecify.annotations.NullMarked;
