package dev.cairn.api.security;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate with its key, and whom its holder believes.
 *
 * <pre>{@code
 * SSLContext tls = KeyMaterial.read(Path.of("alice.crt"), Path.of("alice.key"), Path.of("ca.crt")).context();
 * SSLContext anonymous = KeyMaterial.trusting(Pem.certificates(Path.of("ca.crt")));
 * }</pre>
 *
 * @param chain the own certificate first, then those that lead to the authority
 * @param key its private key
 * @param authorities whose signatures are believed
 */
public record KeyMaterial(
        List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities) {
    private static final char[] NO_PASSWORD = {};

    /** How long a client may resume a session, without showing its certificate again. */
    private static final int SESSION_SECONDS = 600;

    /** Copies the lists. */
    public KeyMaterial {
        chain = List.copyOf(chain);
        authorities = List.copyOf(authorities);
    }

    /** Reads three PEM files, and checks that the key is that of the certificate. */
    public static KeyMaterial read(Path certificate, Path key, Path authority) throws TlsException {
        List<X509Certificate> chain = Pem.certificates(certificate);
        String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
        KeyMaterial read =
                new KeyMaterial(chain, Pem.key(key, algorithm), Pem.certificates(authority));
        if (!read.keyFits()) {
            throw new TlsException(key + " is not the key of " + certificate, null);
        }
        return read;
    }

    /** The own certificate. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /**
     * The node the own certificate stands for; throws {@link TlsException} that names the file it
     * was read from when it is none.
     */
    public CertificateIdentity.Node node(Path certificate) throws TlsException {
        CertificateIdentity identity =
                CertificateIdentity.of(certificate())
                        .orElseThrow(() ->
                                new TlsException(
                                        certificate
                                                + " names no node: it has no subject alternative name "
                                                + CertificateIdentity.SCHEME
                                                + "CLUSTER/NODE",
                                        null));
        if (identity instanceof CertificateIdentity.Node node) {
            return node;
        }
        throw new TlsException(certificate + " is the certificate of a client", null);
    }

    private boolean keyFits() {
        byte[] probe = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(signing());
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certificate().getPublicKey());
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException unfit) {
            return false;
        }
    }

    private String signing() {
        return switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
    }

    @Override
    public String toString() {
        return certificate().getSubjectX500Principal() + " and its key";
    }

    /** For connections that show the certificate and believe the authorities. */
    public SSLContext context() throws TlsException {
        try {
            KeyStore own = empty();
            own.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, NO_PASSWORD);
            return context(keys.getKeyManagers(), authorities);
        } catch (GeneralSecurityException | IOException unusable) {
            throw new TlsException(
                    "the certificate and its key cannot be used: " + unusable.getMessage(),
                    unusable);
        }
    }

    /** For connections that show nothing and believe these authorities. */
    public static SSLContext trusting(List<X509Certificate> authorities) throws TlsException {
        try {
            return context(new KeyManager[0], authorities);
        } catch (GeneralSecurityException | IOException unusable) {
            throw new TlsException(
                    "the authority's certificate cannot be used: " + unusable.getMessage(),
                    unusable);
        }
    }

    private static SSLContext context(KeyManager[] keys, List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = empty();
        for (int i = 0; i < authorities.size(); i++) {
            trusted.setCertificateEntry("authority-" + i, authorities.get(i));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance(TlsIdentity.PROTOCOL);
        context.init(keys, trust.getTrustManagers(), null);
        context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
        return context;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
