/**
 * What a node tells about itself: {@link dev.cairn.api.AdminService} over the parts that {@code
 * wiring} put together.
 *
 * <pre>
 *   HTTP, gRPC ─▶ NodeAdmin ─▶ ClusterState · ControlPlane's facts · Replication.explain · PluginRegistry
 * </pre>
 */
@NullMarked
package dev.cairn.server.admin;

import org.jspecify.annotations.NullMarked;
