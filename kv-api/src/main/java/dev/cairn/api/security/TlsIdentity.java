package dev.cairn.api.security;

import javax.net.ssl.SSLContext;

/**
 * What this node shows in TLS, and whom it believes. Safe for all threads.
 *
 * <ol>
 *   <li>{@link #context} never waits: servers ask it for every connection, on a lane.
 *   <li>When the files change there is a new context; connections that stand keep the one they were
 *       made with, and sessions of the former one are not resumed.
 * </ol>
 */
public interface TlsIdentity {
    /** The one version of TLS that is spoken. */
    String PROTOCOL = "TLSv1.3";

    /** The node that this node's own certificate names; the same for its whole life. */
    CertificateIdentity.Node self();

    /** For the next connection, in either direction. */
    SSLContext context();
}
