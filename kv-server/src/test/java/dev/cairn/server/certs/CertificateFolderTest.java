package dev.cairn.server.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.event.Event;
import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.api.security.KeyMaterial;
import dev.cairn.api.security.Pem;
import dev.cairn.api.security.TlsException;
import dev.cairn.server.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kv certs} makes, and a node that lives on it. */
class CertificateFolderTest {
    private static final ClusterId CLUSTER = new ClusterId(0xca12L);
    private static final CertificateIdentity N1 =
            new CertificateIdentity.Node(CLUSTER, new NodeId("n1"));
    private static final Instant NOW = Instant.now();
    private static final Duration YEAR = Duration.ofDays(365);

    @TempDir Path folder;

    private final List<Event> events = new ArrayList<>();
    private CertificateFolder certificates;

    @BeforeEach
    void init() throws IOException, TlsException {
        certificates = new CertificateFolder(folder);
        certificates.init(CLUSTER, NOW, YEAR.multipliedBy(10));
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    @Test
    void aNodesCertificateNamesItAndItsHosts() throws Exception {
        assertThat(certificates.cluster()).isEqualTo(CLUSTER);
        certificates.issue(N1, List.of("db.example", "10.0.0.1", "::1"), NOW, YEAR);
        KeyMaterial read = KeyMaterial.read(file("n1.crt"), file("n1.key"), file("ca.crt"));
        X509Certificate certificate = read.certificate();
        assertThat(CertificateIdentity.of(certificate)).contains(N1);
        assertThat(certificate.getSubjectAlternativeNames().toString())
                .contains("db.example", "10.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getNotAfter().toInstant()).isBefore(NOW.plus(YEAR).plusSeconds(1));
        certificate.verify(Pem.certificates(file("ca.crt")).getFirst().getPublicKey());
        read.context();
    }

    @Test
    void keysAreForTheirOwnerAlone() throws IOException, TlsException {
        certificates.issue(N1, List.of(), NOW, YEAR);
        for (String key : List.of("ca.key", "n1.key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(key))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void nothingIsOverwrittenUnlessItIsRotated() throws Exception {
        certificates.issue(N1, List.of("db.example"), NOW, YEAR);
        assertThatThrownBy(() -> certificates.init(CLUSTER, NOW, YEAR))
                .hasMessageContaining("already");
        assertThatThrownBy(() -> certificates.issue(N1, List.of(), NOW, YEAR))
                .hasMessageContaining("n1.crt already");
        X509Certificate former = Pem.certificates(file("n1.crt")).getFirst();
        certificates.rotate(N1, NOW);
        X509Certificate next = Pem.certificates(file("n1.crt")).getFirst();
        assertThat(next.getPublicKey()).isNotEqualTo(former.getPublicKey());
        assertThat(next.getSubjectAlternativeNames())
                .containsExactlyElementsOf(former.getSubjectAlternativeNames());
        KeyMaterial.read(file("n1.crt"), file("n1.key"), file("ca.crt"));
    }

    private TlsFiles open() throws TlsException {
        return TlsFiles.open(file("n1.crt"), file("n1.key"), file("ca.crt"), events::add);
    }

    @Test
    void aNodeTakesWhatWasRotatedAndKeepsTheFormerWhileFilesDoNotFit() throws Exception {
        certificates.issue(N1, List.of(), NOW, YEAR);
        TlsFiles files = open();
        SSLContext before = files.context();
        files.refresh();
        assertThat(files.context()).isSameAs(before);

        Files.copy(file("n1.crt"), file("former.crt"));
        certificates.rotate(N1, NOW);
        Files.copy(file("n1.crt"), file("next.crt"));
        Files.move(file("former.crt"), file("n1.crt"), StandardCopyOption.REPLACE_EXISTING);
        files.refresh();
        files.refresh();
        assertThat(files.context()).isSameAs(before);
        assertThat(events)
                .filteredOn(event -> event.message().contains("is not the key"))
                .hasSize(1);

        Files.move(file("next.crt"), file("n1.crt"), StandardCopyOption.REPLACE_EXISTING);
        files.refresh();
        assertThat(files.context()).isNotSameAs(before);
    }

    @Test
    void aNodeDoesNotBecomeAnother() throws Exception {
        certificates.issue(N1, List.of(), NOW, YEAR);
        CertificateIdentity n2 = new CertificateIdentity.Node(CLUSTER, new NodeId("n2"));
        certificates.issue(n2, List.of(), NOW, YEAR);
        TlsFiles files = open();
        SSLContext before = files.context();
        for (String kind : List.of(".key", ".crt")) {
            Files.copy(file("n2" + kind), file("n1" + kind), StandardCopyOption.REPLACE_EXISTING);
        }
        files.refresh();
        assertThat(files.context()).isSameAs(before);
        assertThat(events.getLast().message()).contains("stands for cairn://" + CLUSTER + "/n2");
    }

    @Test
    void theEndOfACertificateIsToldBefore() throws Exception {
        certificates.issue(N1, List.of(), NOW, Duration.ofDays(3));
        open();
        assertThat(events.getLast().severity()).isEqualTo(Event.Severity.WARNING);
        assertThat(events.getLast().message()).contains("expires at");
    }

    @Test
    void aClientsCertificateStartsNoNode() throws Exception {
        CertificateIdentity alice = new CertificateIdentity.Client(CLUSTER, "alice");
        certificates.issue(alice, List.of(), NOW, YEAR);
        assertThatThrownBy(() ->
                        TlsFiles.open(
                                file("client-alice.crt"),
                                file("client-alice.key"),
                                file("ca.crt"),
                                events::add))
                .hasMessageContaining("is the certificate of a client");
    }
}
