/**
 * The services a module provides and another uses, each found by {@link java.util.ServiceLoader}.
 *
 * <pre>
 * Authenticator ─▶ Authorizer
 *                   │
 *             ClientProtocol                       FailureDetector ─▶ Dissemination
 *                   │                                     │ liveness
 *                   ▼                                     ▼
 *             Replication ──▶ ConsistencyPolicy   Partitioner ─▶ ReplicaPlacement
 *               │      └────▶ ConflictResolver
 *               ▼
 *    Transport · StorageEngine
 * </pre>
 *
 * {@link dev.cairn.api.spi.NodeProvider} stands beside them: it starts a whole node made of the
 * others, on a {@link dev.cairn.api.env.Machine}.
 *
 * <p>A provider is a stateless {@link dev.cairn.api.spi.Plugin}: listing plugins opens nothing. The
 * contract of each service is the numbered list in its Javadoc; kv-testkit has test classes for
 * most (docs/testing.md lists them), whose tests carry the same numbers.
 */
@NullMarked
package dev.cairn.api.spi;

import org.jspecify.annotations.NullMarked;
