/**
 * TLS 1.3 on the connections of this module, by the JDK's engine.
 *
 * <pre>
 * socket ─▶ SslHandler ─▶ TlsFaults ─▶ the protocol's own handlers
 *              │  └ handshakes are computed on virtual threads, never on a lane
 *              └─ TlsIdentity.context(), asked for each connection: so a changed file holds for the next
 * </pre>
 *
 * Every listener asks the caller for a certificate and takes one without; one that is shown must be
 * sound. Whether there has to be one, and whose, is for the protocol: a peer must be the node that
 * it says it is ({@link dev.cairn.transport.netty.tls.Callers}), a client may come with a password
 * instead.
 */
@NullMarked
package dev.cairn.transport.netty.tls;

import org.jspecify.annotations.NullMarked;
