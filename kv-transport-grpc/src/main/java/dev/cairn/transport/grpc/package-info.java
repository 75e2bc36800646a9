/**
 * The plugin: its name, its configuration, its start. The protocol itself is the room {@code
 * client}; its messages are generated from {@code cairn/v1/cairn.proto}.
 *
 * <pre>
 * GrpcProtocolProvider ── GrpcConfig ──▶ client.GrpcServer
 * </pre>
 */
@NullMarked
package dev.cairn.transport.grpc;

import org.jspecify.annotations.NullMarked;
