package dev.cairn.api.security;

import dev.cairn.api.KvException;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Whom a certificate stands for, by a URI among its subject alternative names:
 *
 * <pre>
 *   cairn://0f3a5c7e9b1d2f40/n1                 node n1 of that cluster
 *   cairn://0f3a5c7e9b1d2f40/clients/alice      client alice of that cluster
 * </pre>
 *
 * A certificate without such a name is nobody's, however well it is signed.
 */
public sealed interface CertificateIdentity {
    /** How the URI begins. */
    String SCHEME = "cairn://";

    /** The tag of a URI among the alternative names (RFC 5280, 4.2.1.6). */
    int URI_TAG = 6;

    /** The cluster it holds in. */
    ClusterId cluster();

    /** The name as it stands in the certificate. */
    String uri();

    /**
     * A node.
     *
     * @param cluster its cluster
     * @param id its name
     */
    record Node(ClusterId cluster, NodeId id) implements CertificateIdentity {
        @Override
        public String uri() {
            return SCHEME + cluster + "/" + id;
        }
    }

    /**
     * A client.
     *
     * @param cluster the cluster that it may call
     * @param name who it is: 1 to 63 characters of {@code [A-Za-z0-9._-]}
     */
    record Client(ClusterId cluster, String name) implements CertificateIdentity {
        /** Checks the name; throws {@link IllegalArgumentException}. */
        public Client {
            Principal.checkName(name);
        }

        @Override
        public String uri() {
            return SCHEME + cluster + "/clients/" + name;
        }
    }

    /** Whom {@code certificate} stands for. */
    static Optional<CertificateIdentity> of(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names != null) {
                for (List<?> name : names) {
                    if (name.get(0).equals(URI_TAG)
                            && name.get(1) instanceof String uri
                            && uri.startsWith(SCHEME)) {
                        return parse(uri);
                    }
                }
            }
            return Optional.empty();
        } catch (CertificateParsingException malformed) {
            return Optional.empty();
        }
    }

    /** Whom a chain that TLS has found sound stands for. */
    static Optional<CertificateIdentity> ofChain(Certificate[] chain) {
        return chain.length > 0 && chain[0] instanceof X509Certificate own
                ? of(own)
                : Optional.empty();
    }

    private static Optional<CertificateIdentity> parse(String uri) {
        String[] parts = uri.substring(SCHEME.length()).split("/", -1);
        try {
            ClusterId cluster = ClusterId.parse(parts[0]);
            if (parts.length == 2) {
                return Optional.of(new Node(cluster, new NodeId(parts[1])));
            }
            return parts.length == 3 && parts[1].equals("clients")
                    ? Optional.of(new Client(cluster, parts[2]))
                    : Optional.empty();
        } catch (IllegalArgumentException | KvException malformed) {
            return Optional.empty();
        }
    }
}
