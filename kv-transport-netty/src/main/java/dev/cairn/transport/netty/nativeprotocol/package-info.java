/**
 * The client protocol {@code native}: the messages of {@link dev.cairn.api.nativeprotocol} on the
 * port that peers use too.
 *
 * <pre>
 * Entrance ── first byte 0x80 ──▶ NativeProtocol ──▶ NativeSession, one a connection
 *                                                       │ calls          ▲ replies, any order
 *                                                       ├▶ QuickCalls ─▶ ShortPath
 *                                                       └▶ KeyValueService, AdminService
 * </pre>
 *
 * It listens nowhere itself: the transport {@code netty} does, and hands clients over. A session
 * lives on its connection's lane; answers from elsewhere are brought there first.
 */
@NullMarked
package dev.cairn.transport.netty.nativeprotocol;

import org.jspecify.annotations.NullMarked;
