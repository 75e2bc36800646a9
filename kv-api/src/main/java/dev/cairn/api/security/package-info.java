/**
 * How a node and those who call it know each other: certificates, credentials, roles.
 *
 * <pre>
 *   connection ─▶ TlsIdentity ─▶ CertificateIdentity ─┐
 *                                                     ├─▶ Authenticator ─▶ Principal ─▶ Authorizer
 *   token, user and password ─▶ Credentials ──────────┘         └──── AccessControl ────────┘
 *        whoever is turned away is counted and told of: Refusals ─▶ AccessRefused
 * </pre>
 *
 * Certificates and keys are read from files by Pem and KeyMaterial, alike for nodes and clients.
 *
 * <p>Value types and what servers ask; where keys and users are kept is for the assembler and for
 * the plugins of {@link dev.cairn.api.spi.Authenticator} and {@link dev.cairn.api.spi.Authorizer}.
 */
@NullMarked
package dev.cairn.api.security;

import org.jspecify.annotations.NullMarked;
