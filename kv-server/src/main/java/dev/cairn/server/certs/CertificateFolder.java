package dev.cairn.server.certs;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.api.security.Pem;
import dev.cairn.api.security.TlsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A folder with an authority and what it has issued. Whoever can read {@code ca.key} in it can make
 * nodes and clients of the cluster, so it belongs on no node.
 */
public final class CertificateFolder {
    private static final String AUTHORITY = "ca";

    private final Path folder;

    /**
     * Two files that were written.
     *
     * @param certificate the certificate's file
     * @param key its private key's file
     * @param issued what they hold
     */
    public record Written(Path certificate, Path key, Issued issued) {}

    /** The folder, which need not be there yet. */
    public CertificateFolder(Path folder) {
        this.folder = folder;
    }

    /** Makes the authority of a cluster; throws {@link TlsException} when there is one. */
    public Written init(ClusterId cluster, Instant now, Duration validity)
            throws IOException, TlsException {
        Files.createDirectories(folder);
        refuseExisting(AUTHORITY);
        return write(AUTHORITY, Authority.found(cluster, now, validity).own());
    }

    /** The cluster whose authority this is. */
    public ClusterId cluster() throws TlsException {
        X509Certificate authority = Pem.certificates(certificate(AUTHORITY)).getFirst();
        for (String name : names(authority, CertificateIdentity.URI_TAG)) {
            if (name.startsWith(CertificateIdentity.SCHEME)) {
                return ClusterId.parse(name.substring(CertificateIdentity.SCHEME.length()));
            }
        }
        throw new TlsException(
                certificate(AUTHORITY) + " was not made by kv certs init: it names no cluster",
                null);
    }

    /** Issues a first certificate; throws {@link TlsException} when there is one. */
    public Written issue(
            CertificateIdentity whom, List<String> hosts, Instant now, Duration validity)
            throws IOException, TlsException {
        refuseExisting(name(whom));
        return write(name(whom), authority().issue(whom, hosts, now, validity));
    }

    /**
     * Issues a certificate for a new key in the place of one that is there, for the same hosts and
     * as long.
     */
    public Written rotate(CertificateIdentity whom, Instant now) throws IOException, TlsException {
        X509Certificate former = Pem.certificates(certificate(name(whom))).getFirst();
        List<String> hosts = new ArrayList<>(names(former, 2));
        hosts.addAll(names(former, 7));
        return write(name(whom), authority().issue(whom, hosts, now, Authority.validity(former)));
    }

    private Authority authority() throws TlsException {
        X509Certificate certificate = Pem.certificates(certificate(AUTHORITY)).getFirst();
        String algorithm = certificate.getPublicKey().getAlgorithm();
        return new Authority(new Issued(certificate, Pem.key(key(AUTHORITY), algorithm)));
    }

    private static String name(CertificateIdentity whom) {
        return switch (whom) {
            case CertificateIdentity.Node node -> node.id().name();
            case CertificateIdentity.Client client -> "client-" + client.name();
        };
    }

    private Path certificate(String name) {
        return folder.resolve(name + ".crt");
    }

    private Path key(String name) {
        return folder.resolve(name + ".key");
    }

    private void refuseExisting(String name) throws TlsException {
        for (Path file : List.of(certificate(name), key(name))) {
            if (Files.exists(file)) {
                throw new TlsException("there is a file " + file + " already", null);
            }
        }
    }

    /**
     * The alternative names with one tag of RFC 5280: 2 for host names, 6 for URIs, 7 for
     * addresses.
     */
    private static List<String> names(X509Certificate certificate, int tag) throws TlsException {
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            return all == null
                    ? List.of()
                    : all.stream()
                            .filter(name -> name.get(0).equals(tag))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException malformed) {
            throw new TlsException("the names in a certificate cannot be read", malformed);
        }
    }

    /** The key first: a reader that sees it beside the former certificate notices and waits. */
    private Written write(String name, Issued issued) throws IOException {
        replace(key(name), issued.keyPem(), "rw-------");
        replace(certificate(name), issued.certificatePem(), "rw-r--r--");
        return new Written(certificate(name), key(name), issued);
    }

    private void replace(Path file, String text, String permissions) throws IOException {
        Path written = Files.createTempFile(folder, ".", ".new");
        try {
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(
                        written, PosixFilePermissions.fromString(permissions));
            }
            Files.writeString(written, text);
            Files.move(
                    written,
                    file,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
    }
}
