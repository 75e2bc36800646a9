/**
 * The node's identity in TLS: its files, read again when they change.
 *
 * <pre>
 *   security.tls.{certificate,key,authority} ─▶ TlsFiles ─ context() ─▶ the next connection
 *                                                  ▲
 *         every reload-every, on a storage thread ─┘ refresh()
 * </pre>
 *
 * Nothing here makes certificates (see {@code certs}).
 */
@NullMarked
package dev.cairn.server.tls;

import org.jspecify.annotations.NullMarked;
