/**
 * Makes what TLS needs: {@code kv certs}.
 *
 * <pre>
 *   CertificateFolder   DIR: ca.crt ca.key, n1.crt n1.key, client-alice.crt client-alice.key
 *        │ init, issue, rotate
 *   Authority           ECDSA over P-256, X.509 v3, by Bouncy Castle
 *        └─ Issued      a certificate and its private key ─▶ PEM, keys readable by their owner alone
 * </pre>
 *
 * A running node never comes here: it reads files ({@code tls}) and has no key of an authority.
 */
@NullMarked
package dev.cairn.server.certs;

import org.jspecify.annotations.NullMarked;
