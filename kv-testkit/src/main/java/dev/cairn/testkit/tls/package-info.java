/**
 * Certificates for tests, made in memory: sound ones, and ones that must be refused; and callers
 * who come with those.
 *
 * <pre>
 * TestAuthority ─ certificate(whom, from, until) ─▶ KeyMaterial ─▶ identity(…), a TlsIdentity
 *             └── another authority's are sound by themselves, and believed by nobody else
 * Impostors ─ Disguise by Disguise, in the Speech of each protocol ─▶ every port of secured nodes
 * </pre>
 */
@NullMarked
package dev.cairn.testkit.tls;

import org.jspecify.annotations.NullMarked;
