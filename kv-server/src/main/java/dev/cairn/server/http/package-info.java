/**
 * A small HTTP/1.1 client over a socket, plain or with TLS, for the command line and for the
 * supervisor of a local cluster. The JDK's client takes longer to load than a whole {@code kv get}
 * may take.
 *
 * <pre>
 *   HttpConnection ─ request ─▶ node        one connection, one request at a time
 *        └─ Reply ◀─ head, then ChunkedBody or counted bytes
 * </pre>
 */
@NullMarked
package dev.cairn.server.http;

import org.jspecify.annotations.NullMarked;
