/**
 * kv-client's connections over gRPC.
 *
 * <pre>
 * Request ─▶ GrpcLink ─ Messages ─▶ stub ─▶ channel
 *               ▲ LinkWatches: a stream for each watch
 * Response ◀────┴── Results, Failures ◀── answers
 * </pre>
 *
 * One channel is one connection: when that is lost the link is, and kv-client makes another.
 */
@NullMarked
package dev.cairn.transport.grpc.link;

import org.jspecify.annotations.NullMarked;
