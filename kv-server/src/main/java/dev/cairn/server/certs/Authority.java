package dev.cairn.server.certs;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.security.CertificateIdentity;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs the certificates of one cluster (RFC 5280). Safe for all threads. */
public final class Authority {
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);
    private static final int SERIAL_BITS = 128;

    private final Issued own;

    /** The authority that holds this certificate and its key. */
    public Authority(Issued own) {
        this.own = own;
    }

    /** A new authority for a cluster, valid from {@code now} on for so long. */
    public static Authority found(ClusterId cluster, Instant now, Duration validity) {
        X500Name name = new X500Name("CN=Cairn cluster " + cluster);
        KeyPair keys = newKeys();
        try {
            X509v3CertificateBuilder certificate =
                    begin(name, name, keys.getPublic(), now, validity)
                            .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                            .addExtension(
                                    Extension.keyUsage,
                                    true,
                                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                            .addExtension(
                                    Extension.subjectAlternativeName,
                                    false,
                                    new GeneralNames(uri(CertificateIdentity.SCHEME + cluster)))
                            .addExtension(
                                    Extension.subjectKeyIdentifier,
                                    false,
                                    new JcaX509ExtensionUtils()
                                            .createSubjectKeyIdentifier(keys.getPublic()));
            return new Authority(sign(certificate, keys, keys));
        } catch (GeneralSecurityException | IOException | OperatorCreationException failed) {
            throw new IllegalStateException("no certificate can be made here", failed);
        }
    }

    /** Its own certificate and key. */
    public Issued own() {
        return own;
    }

    /**
     * A certificate for a new key. That of a node serves in both directions, that of a client lets
     * it call alone.
     *
     * @param whom who shall be known by it
     * @param hosts names and addresses by which clients call it
     * @param now when it begins to hold
     * @param validity for how long; no longer than the authority's own
     */
    public Issued issue(
            CertificateIdentity whom, List<String> hosts, Instant now, Duration validity) {
        KeyPair keys = newKeys();
        X509Certificate authority = own.certificate();
        Duration left = Duration.between(now, authority.getNotAfter().toInstant());
        try {
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            X509v3CertificateBuilder certificate =
                    begin(
                                    new X500Name(authority.getSubjectX500Principal().getName()),
                                    new X500Name("CN=" + commonName(whom)),
                                    keys.getPublic(),
                                    now,
                                    validity.compareTo(left) < 0 ? validity : left)
                            .addExtension(
                                    Extension.basicConstraints, true, new BasicConstraints(false))
                            .addExtension(
                                    Extension.keyUsage,
                                    true,
                                    new KeyUsage(KeyUsage.digitalSignature))
                            .addExtension(Extension.extendedKeyUsage, false, purposes(whom))
                            .addExtension(
                                    Extension.subjectAlternativeName, false, names(whom, hosts))
                            .addExtension(
                                    Extension.subjectKeyIdentifier,
                                    false,
                                    identifiers.createSubjectKeyIdentifier(keys.getPublic()))
                            .addExtension(
                                    Extension.authorityKeyIdentifier,
                                    false,
                                    identifiers.createAuthorityKeyIdentifier(
                                            authority.getPublicKey()));
            return sign(certificate, keys, new KeyPair(authority.getPublicKey(), own.key()));
        } catch (GeneralSecurityException | IOException | OperatorCreationException failed) {
            throw new IllegalStateException("no certificate can be made here", failed);
        }
    }

    /** For how long a certificate was issued. */
    static Duration validity(X509Certificate issued) {
        return Duration.between(issued.getNotBefore().toInstant(), issued.getNotAfter().toInstant())
                .minus(CLOCKS_DIFFER);
    }

    private static X509v3CertificateBuilder begin(
            X500Name issuer, X500Name subject, PublicKey key, Instant now, Duration validity) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, new SecureRandom()),
                Date.from(now.minus(CLOCKS_DIFFER)),
                Date.from(now.plus(validity)),
                subject,
                key);
    }

    private static Issued sign(X509v3CertificateBuilder certificate, KeyPair keys, KeyPair signer)
            throws GeneralSecurityException, OperatorCreationException {
        return new Issued(
                new JcaX509CertificateConverter()
                        .getCertificate(
                                certificate.build(
                                        new JcaContentSignerBuilder("SHA256withECDSA")
                                                .build(signer.getPrivate()))),
                keys.getPrivate());
    }

    private static ExtendedKeyUsage purposes(CertificateIdentity whom) {
        return new ExtendedKeyUsage(
                switch (whom) {
                    case CertificateIdentity.Node _ ->
                            new KeyPurposeId[] {
                                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                            };
                    case CertificateIdentity.Client _ ->
                            new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth};
                });
    }

    private static GeneralNames names(CertificateIdentity whom, List<String> hosts) {
        List<GeneralName> names = new ArrayList<>(List.of(uri(whom.uri())));
        for (String host : hosts) {
            boolean address = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
            names.add(new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host));
        }
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static GeneralName uri(String uri) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
    }

    private static String commonName(CertificateIdentity whom) {
        return switch (whom) {
            case CertificateIdentity.Node node -> node.id().name();
            case CertificateIdentity.Client client -> client.name();
        };
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no ECDSA over P-256", missing);
        }
    }
}
