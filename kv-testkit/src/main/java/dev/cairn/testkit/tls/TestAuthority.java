package dev.cairn.testkit.tls;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.event.Event;
import dev.cairn.api.security.AccessControl;
import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.api.security.KeyMaterial;
import dev.cairn.api.security.Pem;
import dev.cairn.api.security.Refusals;
import dev.cairn.api.security.Security;
import dev.cairn.api.security.TlsException;
import dev.cairn.api.security.TlsIdentity;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An authority that signs whatever a test needs, for {@code localhost} and {@code 127.0.0.1}. Safe
 * for all threads.
 */
public final class TestAuthority {
    private static final Duration DAY = Duration.ofDays(1);
    private static final AtomicLong SERIALS = new AtomicLong();

    private final X500Name name;
    private final PrivateKey key;
    private final X509Certificate certificate;

    /** A new authority. */
    public TestAuthority() {
        KeyPair keys = newKeys();
        Instant now = Instant.now();
        this.name = new X500Name("CN=test authority " + SERIALS.incrementAndGet());
        this.key = keys.getPrivate();
        this.certificate =
                signed(() ->
                        begin(name, keys, now.minus(DAY), now.plus(DAY))
                                .addExtension(
                                        Extension.basicConstraints, true, new BasicConstraints(0)));
    }

    /** The authority of a cluster that {@code kv certs init} made, out of its two files. */
    public static TestAuthority read(Path certificate, Path key) throws TlsException {
        X509Certificate own = Pem.certificates(certificate).getFirst();
        return new TestAuthority(own, Pem.key(key, own.getPublicKey().getAlgorithm()));
    }

    private TestAuthority(X509Certificate certificate, PrivateKey key) {
        this.name = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        this.key = key;
        this.certificate = certificate;
    }

    /** Its own certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** What believes this authority and shows nothing. */
    public SSLContext trusting() {
        try {
            return KeyMaterial.trusting(List.of(certificate));
        } catch (TlsException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A sound certificate of a node, that believes this authority. */
    public KeyMaterial node(ClusterId cluster, String node) {
        return valid(new CertificateIdentity.Node(cluster, new NodeId(node)));
    }

    /** A sound certificate of a client, that believes this authority. */
    public KeyMaterial client(ClusterId cluster, String client) {
        return valid(new CertificateIdentity.Client(cluster, client));
    }

    private KeyMaterial valid(CertificateIdentity whom) {
        Instant now = Instant.now();
        return certificate(whom, now.minus(DAY), now.plus(DAY), certificate);
    }

    /** A certificate that was sound until yesterday. */
    public KeyMaterial expired(CertificateIdentity whom) {
        Instant now = Instant.now();
        return certificate(whom, now.minus(DAY.multipliedBy(3)), now.minus(DAY), certificate);
    }

    /** A certificate of this authority whose holder believes {@code trusted}. */
    public KeyMaterial certificate(
            CertificateIdentity whom, Instant from, Instant until, X509Certificate trusted) {
        KeyPair own = newKeys();
        GeneralNames names =
                new GeneralNames(
                        new GeneralName[] {
                            new GeneralName(GeneralName.uniformResourceIdentifier, whom.uri()),
                            new GeneralName(GeneralName.dNSName, "localhost"),
                            new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                        });
        X509Certificate issued =
                signed(() ->
                        begin(new X500Name("CN=test"), own, from, until)
                                .addExtension(Extension.subjectAlternativeName, false, names));
        return new KeyMaterial(List.of(issued), own.getPrivate(), List.of(trusted));
    }

    /** That identity for ever; {@code material} is one of a node. */
    public static TlsIdentity identity(KeyMaterial material) {
        try {
            SSLContext context = material.context();
            CertificateIdentity.Node self =
                    (CertificateIdentity.Node)
                            CertificateIdentity.of(material.certificate()).orElseThrow();
            return new Fixed(self, context);
        } catch (TlsException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private record Fixed(CertificateIdentity.Node self, SSLContext context)
            implements TlsIdentity {}

    /** That identity, and everybody who is let in may do everything. */
    public static Security security(KeyMaterial material, Consumer<Event> events) {
        return new Security(
                Optional.of(identity(material)),
                AccessControl.OPEN,
                new Refusals(events::accept, System::nanoTime));
    }

    private interface Building {
        X509v3CertificateBuilder build() throws IOException;
    }

    private X509v3CertificateBuilder begin(
            X500Name subject, KeyPair of, Instant from, Instant until) {
        return new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(SERIALS.incrementAndGet()),
                Date.from(from),
                Date.from(until),
                subject,
                of.getPublic());
    }

    private X509Certificate signed(Building building) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            building.build()
                                    .build(
                                            new JcaContentSignerBuilder("SHA256withECDSA")
                                                    .build(key)));
        } catch (GeneralSecurityException | IOException | OperatorCreationException failed) {
            throw new AssertionError("no certificate can be made here", failed);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new AssertionError("this Java has no ECDSA", missing);
        }
    }
}
