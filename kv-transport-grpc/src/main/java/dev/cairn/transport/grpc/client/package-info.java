/**
 * The services {@code cairn.v1.KeyValue} and {@code cairn.v1.Cluster}, health and reflection,
 * mapped to the node's two.
 *
 * <pre>
 * first connection ── SocketActivation ──▶ GrpcServer
 *
 * calls ─── GrpcServer ──▶ KeyValueEndpoint ── Requests ──▶ KeyValueService
 *               │                ◀── Responses, Statuses ──
 *               ├────────▶ ClusterEndpoint ───────────────▶ AdminService
 *               └────────▶ HealthEndpoint, reflection
 * </pre>
 *
 * One event loop thread of gRPC's own decodes and hands over; nothing here waits.
 */
@NullMarked
package dev.cairn.transport.grpc.client;

import org.jspecify.annotations.NullMarked;
