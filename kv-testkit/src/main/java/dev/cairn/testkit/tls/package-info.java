/**
 * Certificates for tests, made in memory: sound ones, and ones that must be refused.
 *
 * <pre>
 * TestAuthority ─ certificate(whom, from, until) ─▶ KeyMaterial ─▶ identity(…), a TlsIdentity
 *             └── another authority's are sound by themselves, and believed by nobody else
 * </pre>
 */
@NullMarked
package dev.cairn.testkit.tls;

import org.jspecify.annotations.NullMarked;
