/**
 * TLS 1.3 on the connections of this module.
 *
 * <pre>
 * accepted ─▶ Handshakes ─▶ gRPC's own TLS, by PresentSslContext ─▶ HTTP/2
 * dialled  ─▶ Handshakes ─▶ SslHandler, by DialledTls            ─▶ HTTP/2
 *                └─ counts the handshakes that fail
 * </pre>
 *
 * A listener asks the caller for a certificate and takes one without: clients may come with a
 * password. Whose certificate a call needs is for its service.
 */
@NullMarked
package dev.cairn.transport.grpc.tls;

import org.jspecify.annotations.NullMarked;
