/**
 * The services {@code cairn.v1.KeyValue} and {@code cairn.v1.Cluster}, health and reflection,
 * mapped to the node's two.
 *
 * <pre>
 * calls ─ GrpcPort ─▶ GrpcClients ─▶ Callers ─▶ SizeLimit ─┬─▶ KeyValueEndpoint ─ Requests ─▶ KeyValueService
 *                                                          │       ◀── Responses, Statuses ──
 *                                                          ├─▶ ClusterEndpoint ─────────────▶ AdminService
 *                                                          ├─▶ HealthEndpoint, for everybody
 *                                                          └─▶ KnownCallers ─▶ reflection
 * </pre>
 *
 * The port's one event loop thread decodes and hands over; nothing here waits.
 */
@NullMarked
package dev.cairn.transport.grpc.client;

import org.jspecify.annotations.NullMarked;
